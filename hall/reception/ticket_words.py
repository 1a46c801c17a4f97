"""What is said beside a ticket: who waits how long, how its answer is read elsewhere, and the answer itself."""

from dataclasses import dataclass

from hall.web.wording import Wording
from service_desk.deadlines import due_text
from service_desk.model import Message, StaffReply, Ticket, TicketState
from service_desk.numbers import is_mistyped
from service_desk.read_codes import Verdict
from service_desk.services import ServiceDesk

REFUSED = {Verdict.WRONG: "code_wrong", Verdict.TOO_MANY: "code_too_many"}


@dataclass(frozen=True)
class TicketWords:
    """Puts tickets into words; `page` is where an answer is read with number and code."""

    desk: ServiceDesk
    wording: Wording
    page: str

    def beside(self, ticket: Ticket) -> tuple[str, ...]:
        """Return what follows the promise of a ticket; code and contact are named when it is new."""
        waiting = self.desk.shut_note()
        if not ticket.code:
            return (waiting,) if waiting else ()
        say = self.wording.say
        code = say("read_code", number=ticket.number, code=ticket.code, page=self.page)
        kept = say("contact_kept", contact=ticket.contact)
        return (waiting or say("stay"), code, kept if ticket.contact else say("ask_contact"))

    def promise(self, name: str, ticket: Ticket, **values: str) -> str:
        """Return one of the sentences about a ticket: who answers it, and by when."""
        return self.wording.say(
            name,
            number=ticket.number,
            department=ticket.department_name,
            due=due_text(ticket.due_at, estimated=ticket.due_estimated),
            contact=ticket.contact,
            **values,
        )

    def unknown(self, number: str) -> str:
        """Return what is said of a number that no ticket has: mistyped, or unknown."""
        name = "ticket_mistyped" if is_mistyped(number) else "ticket_unknown"
        return self.wording.say(name, number=number)

    def read(self, number: str, code: str) -> str:
        """Return the answer of a ticket to whoever knows its code, else why not."""
        opened = self.desk.read_answer(number, code)
        if opened.ticket is None:
            return self.wording.say(REFUSED[opened.verdict])
        return "\n".join(self._lines(opened.ticket, opened.replies))

    def _lines(self, ticket: Ticket, replies: tuple[StaffReply, ...]) -> list[str]:
        say = self.wording.say
        lines = [say("ticket_read", number=ticket.number, state=ticket.state_label)]
        lines += [line for reply in replies for line in self._reply(reply.message)]
        if ticket.is_unsettled:
            due = due_text(ticket.due_at, estimated=ticket.due_estimated)
            lines.append(say("ticket_promise", due=due))
            lines.append(self.desk.shut_note())
        if ticket.state is TicketState.CLOSED and ticket.reason:
            lines.append(say("ticket_reason", reason=ticket.reason))
        return [line for line in lines if line]

    def _reply(self, message: Message) -> list[str]:
        """Return a reply, and where the files beside it are opened: a link here would lie in the transcript."""
        at = due_text(message.created_at)
        said = self.wording.say("ticket_reply", at=at, text=message.text)
        if not message.attachments:
            return [said]
        names = "、".join(f"“{attachment.name}”" for attachment in message.attachments)
        return [said, self.wording.say("ticket_files", names=names, page=self.page)]
