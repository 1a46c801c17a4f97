"""What a turn settles for the next one: the only place where a context changes."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge_base.answering.taking import LONGEST_REPEAT, chosen_option
from knowledge_base.model.answer import Answer, AnswerStatus, ItemRef, Option
from knowledge_base.model.context import Context, Frame, Pending, PendingKind

FRAMES_KEPT = 2
"""“说回身份证” and “各要多少钱” reach back to the matter before; nobody means the one before that."""
SETTLING = frozenset(
    {
        AnswerStatus.ANSWERED_GUIDE,
        AnswerStatus.ANSWERED_FAQ,
        AnswerStatus.CLARIFY_ELEMENT,
        AnswerStatus.CLARIFY_SITUATION,
        AnswerStatus.UNANSWERED_ELEMENT,
        AnswerStatus.ROUTED_DEPARTMENT,
    }
)
"""After these the matter of the answer is the one in talk."""
PASSING = frozenset({"smalltalk", "error", "blocked"})
"""Families after which what stood open still does."""
ONE_TURN = frozenset(
    {PendingKind.CONSENT, PendingKind.MATTER, PendingKind.DANGER, PendingKind.CONTACT}
)
"""Questions that nobody answers a turn later."""


def context_after(context: Context, answers: Sequence[Answer], asked: str = "") -> Context:
    """Return what is settled after these answers to a turn; `asked` are its words, masked."""
    for answer in answers:
        context = _after(context, answer, asked)
    return replace(context, hint="")


def _after(context: Context, answer: Answer, asked: str) -> Context:
    unclear = context.unclear + 1 if answer.status is AnswerStatus.UNANSWERED_UNKNOWN else 0
    return Context(_frames(context, answer, asked), _pending(context, answer, asked), unclear)


def _frames(context: Context, answer: Answer, asked: str) -> tuple[Frame, ...]:
    item = answer.item
    if item is None or answer.status not in SETTLING:
        return context.frames
    frame = Frame(
        key=item.key,
        element=answer.element or "",
        statements=tuple(c.statement for c in answer.citations if c.statement),
        asked=_asked(context, item, answer, asked),
        situation=dict(answer.situation),
    )
    others = (f for f in context.frames if f.key != frame.key)
    return (frame, *others)[:FRAMES_KEPT]


def _asked(context: Context, item: ItemRef, answer: Answer, said: str) -> str:
    """Return what was asked: what was asked before, where a message only told the case or wanted to hear it again."""
    frame = context.frame
    if frame is None or frame.key != item.key or not frame.asked:
        return said
    repeats = context.hint == "repeat" and len(said) <= LONGEST_REPEAT
    return frame.asked if repeats or _replies(context, frame, answer, said) else said


def _replies(context: Context, frame: Frame, answer: Answer, said: str) -> bool:
    """Whether a message only answered the open question about the case, tapped or in its own words."""
    if not context.asks(PendingKind.SITUATION):
        return False
    if chosen := chosen_option(said, context.options):
        return bool(chosen.question_id)
    told = {q for q, option in answer.situation.items() if frame.situation.get(q) != option}
    asked = any(option.question_id in told for option in context.options)
    return asked and answer.element == frame.element


def _pending(context: Context, answer: Answer, asked: str) -> Pending | None:
    options = (*answer.options, *answer.alternatives)
    if options:
        return Pending(_kind(answer, answer.options or options), options, asked)
    stands = context.pending if answer.status.family in PASSING else None
    return None if stands is None or stands.kind in ONE_TURN else stands


def _kind(answer: Answer, options: Sequence[Option]) -> PendingKind:
    if any(option.question_id for option in options):
        return PendingKind.SITUATION
    named = {option.id.split(".")[0] for option in options} & set(ONE_TURN)
    if named:
        return PendingKind(named.pop())
    asks = answer.status in (AnswerStatus.CLARIFY_CONFIRM, AnswerStatus.CLARIFY_ITEM)
    return PendingKind.ITEM if asks else PendingKind.CHOICE
