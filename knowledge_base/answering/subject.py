"""Settle what a message is about: the matter in talk, another one, or nothing that is known."""

from functools import lru_cache

from knowledge_base.answering.base import Base, Turn
from knowledge_base.answering.signs import signs
from knowledge_base.answering.thresholds import Thresholds
from knowledge_base.model.context import Context, Frame
from knowledge_base.model.finding import Hit
from knowledge_base.model.guide import Guide
from knowledge_base.model.qa import Subject, SubjectKind
from knowledge_base.model.situation import Answers, replay, told_options
from knowledge_base.text import normalise, prepared

_PAUSES = "，,。 "


def wanted(plain: str, context: Context) -> str:
    """Return the part of a message to look for: after “不是A，是B” only B."""
    if not is_correction(plain, context):
        return plain
    if found := signs().but_not.match(plain) or signs().not_but.search(plain):
        return str(found["but"])
    taken_back = signs().corrections.match(plain)
    return (plain[taken_back.end() :].lstrip(_PAUSES) if taken_back else "") or plain


def is_correction(plain: str, context: Context) -> bool:
    """Return whether the citizen takes back what was understood before."""
    if not context.frame:
        return False
    known = (signs().corrections, signs().refusals, signs().but_not)
    return any(sign.match(plain) for sign in known)


def search(turn: Turn, base: Base) -> None:
    """Look for what the message is about; the matters in talk are looked at in any case."""
    if turn.option is None:
        keep = matters(turn.context)
        limit = base.thresholds.nearest
        turn.findings = base.finder.find(turn.wanted, limit=limit, keep=keep)


def matters(context: Context) -> tuple[str, ...]:
    """Return the keys of the matters in talk."""
    return tuple(frame.key for frame in context.frames)


def settle(turn: Turn, base: Base) -> None:
    """Settle the subject, and what is told of its case."""
    if turn.option is not None or turn.findings is None or not turn.findings.hits:
        return
    first, in_talk = turn.findings.hits[0], _in_talk(turn)
    turn.hit = first
    if in_talk is not None and _stays(turn, first, in_talk, base):
        turn.hit, turn.follows_up = in_talk, True
    if turn.hit.subject.kind is SubjectKind.ITEM:
        turn.guide = base.catalogue.guides[turn.hit.subject.key]
        _settle_case(turn, turn.guide, base)


def _settle_case(turn: Turn, guide: Guide, base: Base) -> None:
    """What is told counts, and what was told before of the same matter; who only tells asks the same again."""
    frame = next((f for f in turn.context.frames if f.key == guide.item.code), None)
    kept = frame.situation if frame and turn.follows_up else {}
    turn.told = _told(turn, guide, kept, base)
    turn.answers = replay(guide.situations, {**kept, **turn.told})
    if turn.asking.asks_nothing:
        _keep_the_ask(turn, frame, base)


def _told(turn: Turn, guide: Guide, kept: Answers, base: Base) -> dict[str, str]:
    """Return what the message tells of the case: of what only asks (“上哪办”) just what is said to the letter.

    What was told before changes only by the letter as well; a correction speaks of just that.
    """
    says_little = base.finder.content_beside(turn.wanted, guide.item.code) == 0
    stated = [question.id for question in guide.situations] if says_little else kept
    told = base.case.read(guide, turn.wanted, stated=stated)
    if not is_correction(turn.plain, turn.context):
        return told
    corrected = {q: base.case.read(guide, turn.wanted, q).get(q, kept[q]) for q in kept}
    return {**told, **{q: option for q, option in corrected.items() if option != kept[q]}}


def _keep_the_ask(turn: Turn, frame: Frame | None, base: Base) -> None:
    """Who only tells more of the case asks the same again; “那户口本呢” asks of another matter what was asked of this."""
    before = turn.context.frame
    if frame and turn.follows_up and turn.told:
        words = frame.asked
    elif before and not turn.follows_up and signs().ellipses.search(turn.wanted):
        words = _without_names(before.asked, before.key, base)
    else:
        return
    if words:
        turn.asking = base.asker.read(prepared(words))


def without_case(plain: str, turn: Turn) -> str:
    """Return a normalised text without the words that tell the case: “丢了要带啥” asks what to bring."""
    assert turn.guide is not None
    told = told_options(turn.guide.situations, turn.answers)
    wordings = {normalise(wording) for option in told for wording in option.wordings}
    for wording in sorted(wordings, key=len, reverse=True):
        plain = plain.replace(wording, "")
    return plain


def _without_names(words: str, key: str, base: Base) -> str:
    """Return what was asked, without the name of what it was asked of."""
    plain = normalise(words)
    for mention in reversed(base.finder.mentions(plain)):
        if mention.key == key:
            plain = plain[: mention.start] + plain[mention.end :]
    return plain


def _in_talk(turn: Turn) -> Hit | None:
    """The matter in talk; the one before it where more of the message belongs to that (“说回领证”)."""
    assert turn.findings is not None
    kept = {h.subject.key: h for h in turn.findings.kept}
    hits = [kept[frame.key] for frame in turn.context.frames if frame.key in kept]
    named = {h.subject.key: mention_length(turn.wanted, h.subject) for h in hits}
    return max(hits, key=lambda h: (named[h.subject.key], round(h.explained, 2)), default=None)


def _stays(turn: Turn, first: Hit, in_talk: Hit, base: Base) -> bool:
    """Whether a message is still about the matter in talk rather than about what was found first."""
    if first.subject.key == in_talk.subject.key:
        return True
    plain, limits = turn.wanted, base.thresholds
    likely = (turn.probability or 0.0) >= limits.answer
    if is_correction(turn.plain, turn.context):
        return not (likely or mentions(plain, first.subject, limits))
    if mentions(plain, in_talk.subject, limits):
        return not _longer_mention(plain, first.subject, in_talk.subject, limits)
    if mentions(plain, first.subject, limits):
        return False
    if _announces(turn, limits):
        return not likely and _surest(turn, in_talk, base) >= limits.stay
    if likely and first.explained - in_talk.explained > limits.foreign:
        return False
    if not likely or signs().ellipses.search(normalise(turn.masked)):
        return True
    return _belongs(turn, in_talk, base)


def _announces(turn: Turn, limits: Thresholds) -> bool:
    """Whether another matter is announced (“对了再问个事”), and one is told of: “对了，多少钱” goes on."""
    assert turn.findings is not None
    return bool(signs().other_matter.match(turn.plain)) and turn.findings.content > limits.content


def _belongs(turn: Turn, in_talk: Hit, base: Base) -> bool:
    """Whether a message that names nothing, and might be about something else, is about the matter in talk."""
    assert turn.findings is not None
    limits, surest = base.thresholds, _surest(turn, in_talk, base)
    if (turn.probability or 0.0) >= limits.switch:
        return surest >= limits.stay
    explained = in_talk.explained >= limits.about_it
    return turn.findings.content <= limits.content or explained or surest >= limits.about


def _surest(turn: Turn, in_talk: Hit, base: Base) -> float:
    """How probably the guide of the matter in talk answers."""
    if in_talk.subject.kind is not SubjectKind.ITEM:
        return 0.0
    choices = base.chooser.choose(in_talk.subject.key, turn.asking, {})
    return max(choice.probability for choice in choices)


def _longer_mention(plain: str, other: Subject, this: Subject, limits: Thresholds) -> bool:
    """Whether another subject is named more fully than the one in talk: 离婚登记 against 登记."""
    return mention_length(plain, other) - mention_length(plain, this) >= limits.fuller


def mentions(plain: str, subject: Subject, limits: Thresholds) -> bool:
    """Return whether a name people use for the subject stands in the question."""
    return mention_length(plain, subject) >= limits.mention


def mention_length(plain: str, subject: Subject) -> int:
    """Return the length of the longest name of the subject that the question asks about.

    What the citizen says to have already (“护照有，签证没办过”) is not asked about.
    """
    names = (n for n in map(_comparable, subject.names) if n and n in plain)
    at_hand = signs().at_hand
    return max((len(n) for n in names if not at_hand.match(plain.split(n, 1)[1])), default=0)


@lru_cache(maxsize=16384)
def _comparable(published: str) -> str:
    """A published wording made comparable; there are some thousands, asked about all the time."""
    return normalise(published)
