"""A ticket that is offered (要不要转给…？) stands open for one turn: its options say so, at every door."""

from dataclasses import replace

from hall.web.wording import Wording
from knowledge_base.answering.context import ONE_TURN
from knowledge_base.model.answer import Option
from knowledge_base.model.context import Context

HAND_OVER = "consent.yes"
"""Agrees to a ticket for what was asked."""
REPHRASE = "consent.no"
"""Rather asks again in other words."""
WITHOUT_A_MATTER = "matter.none"
"""Wants a person, and does not say what for."""


def ticket_offer(wording: Wording) -> tuple[Option, ...]:
    """Return what may be tapped where a ticket is offered."""
    return (
        Option(HAND_OVER, wording.say("hand_over_label"), wording.say("hand_over_label")),
        Option(REPHRASE, wording.say("rephrase_label"), wording.say("rephrase_label")),
    )


def question_for_the_matter(wording: Wording) -> tuple[Option, ...]:
    """Return what may be tapped instead of saying what a person is wanted for."""
    label, send = wording.say("as_it_is_label"), wording.say("as_it_is_send")
    return (Option(WITHOUT_A_MATTER, label, send),)


def is_offered(context: Context, what: str) -> bool:
    """Whether the last turn offered this."""
    return any(option.id == what for option in context.options)


def without_offers(context: Context) -> Context:
    """Return the context after a turn that let an offer pass."""
    is_open = context.pending is not None and context.pending.kind in ONE_TURN
    return replace(context, pending=None) if is_open else context
