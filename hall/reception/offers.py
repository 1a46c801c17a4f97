"""Options that the hall itself puts: their ids say what they answer, at every door."""

from dataclasses import replace

from hall.web.wording import Wording
from knowledge_base.answering.context import ONE_TURN
from knowledge_base.answering.taking import chosen_option
from knowledge_base.model.answer import Option
from knowledge_base.model.context import Context

AGREES, DECLINES = "consent.yes", "consent.no"
"""Whether a ticket is made of what was asked."""
WITHOUT_A_MATTER = "matter.none"
"""Wants a person, and does not say what for."""
NO_CONTACT = "contact.no"
"""Waits in the conversation and leaves no contact."""


def ticket_offer(wording: Wording) -> tuple[Option, ...]:
    """Return what may be tapped where a ticket is offered."""
    return (
        _option(AGREES, wording.say("hand_over_label")),
        _option(DECLINES, wording.say("decline_label")),
    )


def question_for_the_matter(wording: Wording) -> tuple[Option, ...]:
    """Return what may be tapped instead of saying what a person is wanted for."""
    label, send = wording.say("as_it_is_label"), wording.say("as_it_is_send")
    return (Option(WITHOUT_A_MATTER, label, send),)


def question_for_the_contact(wording: Wording) -> tuple[Option, ...]:
    """Return what may be tapped instead of leaving a contact."""
    return (_option(NO_CONTACT, wording.say("no_contact_label")),)


def _option(name: str, label: str) -> Option:
    return Option(name, label, label)


def taken(context: Context, text: str, tapped: str) -> str:
    """Return the id of the open option that a message takes: tapped, numbered or in its words; else nothing."""
    if any(option.id == tapped for option in context.options):
        return tapped
    chosen = None if tapped else chosen_option(text, context.options)
    return chosen.id if chosen else ""


def leads_to_knowledge(option: Option) -> bool:
    """Whether the option names an item, an element or a case, so that it means the same however old it is."""
    return bool(option.item_code or option.catalog_code or option.question_id)


def without_offers(context: Context) -> Context:
    """Return the context after a turn that let an offer pass."""
    is_open = context.pending is not None and context.pending.kind in ONE_TURN
    return replace(context, pending=None) if is_open else context
