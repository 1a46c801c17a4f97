"""One turn as it is decided: what was said into what, and what is to be done before it is answered."""

from dataclasses import dataclass, field
from enum import StrEnum

from knowledge_base.model.answer import Answer
from knowledge_base.model.context import Context


class Given(StrEnum):
    """What of a contact a message gives."""

    NOTHING = ""
    PART = "part"
    """The beginning of a number, or its end."""
    WHOLE = "whole"
    """A contact and nothing else."""
    BESIDE = "beside"
    """A contact beside something that is asked."""


@dataclass(frozen=True)
class Standing:
    """How a conversation stands at the desk, as far as a decision needs it.

    Attributes:
        ticket: the number of the ticket that a contact would belong to, empty without one.
        waits: whether that ticket still waits for an answer.
        contact: what of a contact the message gives; the text that goes with it is masked.
    """

    ticket: str = ""
    waits: bool = False
    contact: Given = Given.NOTHING


@dataclass(frozen=True)
class Said:
    """One message, masked, and what it was said into; `option` is the id of what was tapped."""

    text: str
    context: Context = field(default_factory=Context)
    option: str = ""
    door: str = "api"
    standing: Standing = field(default_factory=Standing)


class Errand(StrEnum):
    """What is done at the desk before a drafted answer is said."""

    NONE = ""
    UNCLEAR = "unclear"
    """Count the question among those without an answer."""
    OFFER = "offer"
    """The same, and name question and department."""
    OFFER_ROUTED = "offer_routed"
    """Name the department that is known already."""
    AGREED = "agreed"
    """Make a ticket of what was asked last."""
    PERSON = "person"
    """The same for who wants a person; ask what for where nothing was asked."""
    MATTER = "matter"
    """Make a ticket of what a person is wanted for."""
    AS_IT_IS = "as_it_is"
    """Make a ticket for who does not say what for."""
    COMPLAINT = "complaint"
    """Make a ticket of the complaint."""
    ADD = "add"
    """Add the words to the open ticket."""
    CONTACT = "contact"
    """Keep the contact with the ticket."""
    CONTACT_PART = "contact_part"
    """Keep a part of a contact until the rest comes."""
    PROGRESS = "progress"
    """Tell how far the citizen's tickets are."""
    DANGER = "danger"
    """Find the advice for the danger that was confirmed."""


@dataclass(frozen=True)
class Draft:
    """An answer, and what has to be done before it is said; the errand may fill in words and options."""

    answer: Answer
    errand: Errand = Errand.NONE
