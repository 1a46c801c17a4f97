"""Take an option that stands open: by its id, its words, its number, or the case that it stands for."""

import re
from functools import lru_cache

from knowledge_base.answering.base import Base, Turn
from knowledge_base.answering.signs import signs
from knowledge_base.answering.subject import is_correction
from knowledge_base.model.answer import Option
from knowledge_base.model.asking import Asks
from knowledge_base.model.context import Context, Frame, PendingKind
from knowledge_base.model.element import Element
from knowledge_base.model.situation import replay
from knowledge_base.text import mask, normalise, prepared, strip_fillers

_CHINESE_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", start=1)}
_PUNCTUATION = re.compile(r"[\s，。！？、,.!?;；:：]+")
LONGEST_REPEAT = 12
"""Characters of “再说一遍”; here, for what follows an answer is settled without a base."""


def tapped(turn: Turn, base: Base) -> None:
    """A tap means its option whatever its words might mean; words equal to an option's are as good as a tap."""
    by_id = option_of(turn.option_id, turn.context) if turn.option_id else None
    _take(by_id or tapped_option(turn.question, turn.context.options), turn, base)


def said(turn: Turn, base: Base) -> None:
    """An open option is taken when it is numbered, said in about its words, or its case is told."""
    if turn.option is None:
        _take(_said(turn.plain, turn.context.options) or _told(turn, base), turn, base)


def _take(option: Option | None, turn: Turn, base: Base) -> None:
    """Settle what the option leads to, if that is a published item."""
    if option is None or option.item_code not in base.catalogue.guides:
        return
    turn.option, turn.guide = option, base.catalogue.guides[option.item_code]
    frame = turn.context.frame
    kept = frame.situation if frame and frame.key == option.item_code else {}
    given = {option.question_id: option.option_id} if option.question_id else {}
    turn.told = given
    turn.answers = replay(turn.guide.situations, {**kept, **given})
    turn.follows_up = bool(frame and frame.key == option.item_code)
    words = _words_for(option, turn.context)
    if option.element and not option.question_id:
        turn.element = Element(option.element)
    elif words:
        turn.asking = base.asker.read(prepared(words))
    else:
        turn.element = Element(option.element) if option.element else None
        turn.asking = Asks("", ())


def _words_for(option: Option, context: Context) -> str:
    """Return what is asked again: of the same matter in the new case, or of the matter that was meant."""
    frame, pending = context.frame, context.pending
    if option.question_id:
        return frame.asked if frame and frame.key == option.item_code else ""
    return pending.asked if pending and not option.element else ""


def ask_again(frame: Frame, turn: Turn, base: Base) -> None:
    """Settle what was settled when the matter in talk was last asked about."""
    guide = base.catalogue.guides.get(frame.key)
    if guide is not None:
        element = frame.element if not frame.asked else ""
        _take(Option("repeat", "", "", item_code=frame.key, element=element), turn, base)
        turn.asking = base.asker.read(prepared(frame.asked))


def option_of(option_id: str, context: Context) -> Option | None:
    """Return the open option with this id."""
    return next((o for o in context.options if o.id == option_id), None)


def _told(turn: Turn, base: Base) -> Option | None:
    """Return the option of the open question about the case that a short reply tells.

    One that asks, takes back, or names another matter (“那户口本丢了呢”) does not reply.
    """
    is_short = len(turn.plain) <= base.thresholds.reply
    if not turn.context.asks(PendingKind.SITUATION) or not is_short:
        return None
    if not turn.asking.asks_nothing or is_correction(turn.plain, turn.context):
        return None
    first = turn.context.options[0]
    if any(mention.key != first.item_code for mention in base.finder.mentions(turn.wanted)):
        return None
    guide = base.catalogue.guides.get(first.item_code)
    told = base.case.read(guide, turn.plain, first.question_id) if guide else {}
    wanted = told.get(first.question_id)
    return next((o for o in turn.context.options if o.option_id == wanted), None)


def chosen_option(text: str, options: tuple[Option, ...]) -> Option | None:
    """Return the option that a message chooses: tapped, numbered, or said in about its words."""
    return tapped_option(text, options) or _said(prepared(text), options)


def tapped_option(text: str, options: tuple[Option, ...]) -> Option | None:
    """Return the option whose words the message is, to the letter or with personal data masked."""
    words = text.strip()
    exact = (o for o in options if words in (o.send.strip(), o.label.strip()))
    return next(exact, None) or next((o for o in options if words == _masked(o.send)), None)


@lru_cache(maxsize=4096)
def _masked(offered: str) -> str:
    """What is offered, as it comes back from where personal data is masked; the same is offered all the time."""
    return mask(offered.strip())


def _said(plain: str, options: tuple[Option, ...]) -> Option | None:
    """Return the option whose words a normalised message is, with polite words or without, or its number."""
    bare = _PUNCTUATION.sub("", plain)
    for option in options:
        if bare in (*_bare(option.label), *_bare(option.send)):
            return option
    found = signs().ordinals.fullmatch(bare)
    if not found:
        return None
    digit = found["number"]
    number = int(digit) if digit.isdigit() else _CHINESE_DIGITS[digit]
    return options[number - 1] if number <= len(options) else None


def _bare(label: str) -> tuple[str, str]:
    plain = normalise(label)
    return _PUNCTUATION.sub("", plain), _PUNCTUATION.sub("", strip_fillers(plain))
