"""Errors of the service desk.

KnowledgeBaseError
└── DeskError                something the desk cannot do
    ├── TicketError          a ticket cannot be handled as asked
    │   ├── IllegalMove      the ticket's state does not allow this step
    │   ├── UnknownTicket    no ticket has this number
    │   ├── AnsweredFirst    another clerk replied while this reply was written
    │   ├── AttachmentRefused  a file cannot be sent to a citizen
    │   └── TakenByAnother   another clerk speaks in this conversation
    ├── TooMany              more is asked for at once than can be done
    ├── NotYours             it belongs to another department, or is not there at all
    ├── ContactError         the contact cannot be taken or read
    └── AccountError         a staff account cannot be used or changed as asked
        ├── WrongPassword    login name or password is wrong, or the account is not active
        ├── WrongCode        the code of the second factor is wrong or used up
        ├── LockedOut        too many wrong tries; wait
        └── WeakPassword     the new password is too easy to guess
"""

from datetime import datetime

from knowledge_base.errors import KnowledgeBaseError


class DeskError(KnowledgeBaseError):
    """Something the service desk cannot do; the message is Chinese and may be shown to staff."""


class TicketError(DeskError):
    """A ticket cannot be handled as asked."""


class IllegalMove(TicketError):
    """The ticket's state does not allow this step."""


class UnknownTicket(TicketError):
    """No ticket has this number."""


class TakenByAnother(TicketError):
    """Another clerk speaks in this conversation."""


class AnsweredFirst(TicketError):
    """Another clerk replied while this reply was being written."""


class AttachmentRefused(TicketError):
    """A file cannot be sent to a citizen; the message names it and says what to do."""


class NotYours(DeskError):
    """There is no such thing, or it belongs to another department; which one is not said."""


class TooMany(DeskError):
    """More is asked for at once than can be done; the message says how much can."""


class ContactError(DeskError):
    """The contact is neither a phone number nor an e-mail address, or cannot be read any more."""


class AccountError(DeskError):
    """A staff account cannot be used or changed as asked."""


class WrongPassword(AccountError):
    """Login name or password is wrong, or the account is not active; which one is not said."""


class WrongCode(AccountError):
    """The code of the second factor is wrong, or was taken before."""


class LockedOut(AccountError):
    """Too many wrong tries; `until` is when the next one is looked at."""

    def __init__(self, until: datetime) -> None:
        super().__init__("从这里输错的次数太多，暂停登录")
        self.until = until


class WeakPassword(AccountError):
    """The new password is too easy to guess; the message says what is missing."""
