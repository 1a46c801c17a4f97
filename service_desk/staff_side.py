"""What staff do with tickets: take over, reply, hand back, reassign, close, look up a contact."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.text import mask
from service_desk import conversations, tickets, unanswered
from service_desk.attachments.checking import Upload, check
from service_desk.audit import Action, record
from service_desk.conversations import Draft
from service_desk.deadlines import due_text
from service_desk.errors import (
    AnsweredFirst,
    ContactError,
    TakenByAnother,
    TicketError,
    UnknownTicket,
)
from service_desk.gaps.model import Missed, Why
from service_desk.model import (
    CALLBACK_LABELS,
    Callback,
    Message,
    Move,
    Sender,
    Speaker,
    StaffReply,
    Ticket,
    TicketState,
    moved,
)
from service_desk.parts import Parts, read_ticket
from service_desk.reach import visible
from service_desk.rows import message, messages
from service_desk.staff import Clerk
from service_desk.tables import (
    ClerkRow,
    ContactRow,
    ConversationRow,
    MessageRow,
    StaffReplyRow,
    TicketRow,
)
from service_desk.ticket_tables import TransferRow

BLANK_REPLY = "答复不能为空，请写好内容再发送"
FILES_ALONE = "附件要和文字一起发，请先写一句话，告诉市民这是什么"
NO_DEPARTMENT = "服务台"
"""An administrator without a department speaks for the desk as a whole."""


class StaffSide(Parts):
    """Use cases of staff; a clerk sees and moves the tickets of the own department only."""

    def ticket_for(self, number: str, clerk: Clerk) -> Ticket:
        """Return a ticket the clerk may see; UnknownTicket for any other."""
        with self.store.unit() as session:
            return read_ticket(session, visible(session, number, clerk))

    def replies(self, number: str) -> tuple[StaffReply, ...]:
        """Return the staff replies to a ticket, oldest first."""
        query = (
            select(MessageRow, ClerkRow)
            .join(StaffReplyRow, StaffReplyRow.message_id == MessageRow.id)
            .join(ClerkRow, ClerkRow.id == StaffReplyRow.clerk_id)
            .where(StaffReplyRow.ticket_number == number)
            .order_by(MessageRow.id)
        )
        with self.store.unit() as session:
            found = session.execute(query).all()
            said = messages([row for row, _clerk in found])
            by = [clerk for _row, clerk in found]
            return tuple(
                StaffReply(number, one, clerk.id, clerk.name)
                for one, clerk in zip(said, by, strict=True)
            )

    def reply_names(self, number: str) -> dict[int, str]:
        """Return who wrote each staff reply to a ticket, by the id of its message."""
        query = (
            select(StaffReplyRow.message_id, ClerkRow.name)
            .join(ClerkRow, ClerkRow.id == StaffReplyRow.clerk_id)
            .where(StaffReplyRow.ticket_number == number)
        )
        with self.store.unit() as session:
            return {message_id: name for message_id, name in session.execute(query)}

    def take_over(self, number: str, clerk: Clerk) -> Ticket:
        """Let the clerk speak instead of the bot; doing it twice changes nothing.

        Raises:
            TakenByAnother: another clerk speaks already.
            IllegalMove: the ticket is closed.
        """
        with self.store.unit() as session:
            row, talk = self._mine(session, number, clerk)
            if talk.speaker == Speaker.STAFF:
                return read_ticket(session, row)
            tickets.step(row, Move.ACCEPT, self.clock())
            talk.speaker, talk.clerk_id, row.clerk_id = Speaker.STAFF.value, clerk.id, clerk.id
            talk.staff_at = self.clock()
            self.tell(session, talk, "taken_over", department=self.own_department(clerk))
            record(session, self.clock(), clerk, Action.TAKEN_OVER, row.number)
            return read_ticket(session, row)

    def own_department(self, clerk: Clerk) -> str:
        """Return the name of the clerk's own department, which need not be that of the ticket."""
        found = self.router.departments.get(clerk.department)
        return found.name if found else NO_DEPARTMENT

    def reply(
        self,
        number: str,
        clerk: Clerk,
        text: str,
        *,
        files: Sequence[Upload] = (),
        client_message_id: str | None = None,
        seen: int | None = None,
    ) -> StaffReply:
        """Send the clerk's reply to the citizen; a repeated `client_message_id` sends nothing again.

        `files` go with the text and never alone: WeChat and screen readers need words to announce them.
        `seen` is the last message the clerk had before the eyes, where known.

        Raises:
            TicketError: the reply is blank, or another clerk has the word.
            AttachmentRefused: a file cannot be sent.
            AnsweredFirst: another clerk replied after what was seen.
            IllegalMove: the ticket is closed.
        """
        if not text.strip():
            raise TicketError(FILES_ALONE if files else BLANK_REPLY)
        checked = check(files, self.largest_file)
        draft = Draft(Sender.STAFF, text.strip(), client_message_id, files=checked)
        with self.store.unit() as session:
            row, talk = self._mine(session, number, clerk)
            sent, draft = conversations.sent_before(session, talk.id, draft)
            if sent is None:
                _refuse_if_answered(session, number, clerk, seen)
            said = message(sent) if sent else self._send(session, row, talk, clerk, draft)
            return StaffReply(number, said, clerk.id, clerk.name)

    def _send(
        self, session: Session, row: TicketRow, talk: ConversationRow, clerk: Clerk, draft: Draft
    ) -> Message:
        if row.replied_at is None:
            self._note_corrected(session, row)
        tickets.step(row, Move.REPLY, self.clock())
        row.clerk_id = clerk.id
        self.settle_speaker(session, talk)
        said = conversations.add(session, talk, draft, self.clock())
        said.ticket_number = row.number
        session.add(StaffReplyRow(message_id=said.id, ticket_number=row.number, clerk_id=clerk.id))
        sent = f"附件 {len(draft.files)} 个" if draft.files else ""
        record(session, self.clock(), clerk, Action.REPLIED, row.number, sent)
        return message(said)

    def _note_corrected(self, session: Session, row: TicketRow) -> None:
        """Count what a clerk answers for the first time, where it is about something the base could have told."""
        for question in row.questions.splitlines():
            if row.item_code or unanswered.is_known(session, question):
                missed = Missed(question, row.department, row.item_code, why=Why.CORRECTED)
                self.note_gap(session, missed)

    def return_to_bot(self, number: str, clerk: Clerk) -> Ticket:
        """Let the bot speak again and tell the citizen; without a take-over nothing changes."""
        with self.store.unit() as session:
            row, talk = self._mine(session, number, clerk)
            if talk.speaker == Speaker.STAFF:
                self.let_bot_speak(session, talk, "returned")
                record(session, self.clock(), clerk, Action.RETURNED, row.number)
            return read_ticket(session, row)

    def reassign(self, number: str, clerk: Clerk, department: str, reason: str) -> Ticket:
        """Hand the ticket to another department and tell the citizen; the promised due time stays.

        The reason is for the staff there: the citizen is not told.

        Raises:
            TicketError: no reason is given, there is no such department, or it has the ticket already.
        """
        target, reason = self.router.departments.get(department), mask(reason.strip())
        with self.store.unit() as session:
            row, talk = self._mine(session, number, clerk)
            if target is None or target.id == row.department:
                raise TicketError("请选择另一个部门再改派")
            if not reason:
                raise TicketError("请写明改派原因，接手的部门会看到")
            tickets.step(row, Move.REASSIGN, self.clock())
            self._note_transfer(session, row, clerk, target.id, reason)
            row.department, row.department_name, row.clerk_id = target.id, target.name, None
            talk.speaker, talk.clerk_id = Speaker.WAITING.value, None
            due = due_text(row.due_at, estimated=row.due_estimated)
            self.tell(
                session, talk, "reassigned", number=row.number, department=target.name, due=due
            )
            return read_ticket(session, row)

    def _note_transfer(
        self, session: Session, row: TicketRow, clerk: Clerk, target: str, reason: str
    ) -> None:
        """Keep from where to where the ticket goes and why, for staff and for the record."""
        now = self.clock()
        session.add(
            TransferRow(
                ticket_number=row.number,
                from_department=row.department,
                to_department=target,
                reason=reason[:500],
                clerk_id=clerk.id,
                created_at=now,
            )
        )
        detail = f"{row.department}→{target} {reason}"
        record(session, now, clerk, Action.REASSIGNED, row.number, detail)

    def close(
        self, number: str, clerk: Clerk, reason: str = "", *, seen: int | None = None
    ) -> Ticket:
        """Close the ticket and tell the citizen; without an answer only with a reason.

        `seen` is the last message the clerk knew of, where that matters: a newer one of the citizen is read first.

        Raises:
            TicketError: it was never answered and no reason is given, or the citizen wrote after `seen`.
            IllegalMove: it is closed already.
        """
        reason = mask(reason.strip())
        with self.store.unit() as session:
            row, talk = self._mine(session, number, clerk)
            refuse_closing(session, row, reason, seen)
            answered = row.state == TicketState.ANSWERED
            tickets.step(row, Move.CLOSE, self.clock())
            row.reason = reason
            if talk.clerk_id == clerk.id and tickets.unsettled(session, talk.id) is None:
                talk.speaker, talk.clerk_id = Speaker.BOT.value, None
            self.settle_speaker(session, talk)
            wording = "closed" if answered else "closed_unanswered"
            self.tell(session, talk, wording, number=row.number, reason=reason)
            record(session, self.clock(), clerk, Action.CLOSED, row.number, reason)
            return read_ticket(session, row)

    def note_callback(self, number: str, clerk: Clerk, outcome: Callback) -> Ticket:
        """Keep whether staff reached the citizen by the contact left (回电), and tell the citizen.

        Raises:
            ContactError: none was left, or it has been deleted.
        """
        with self.store.unit() as session:
            row, talk = self._mine(session, number, clerk)
            contact = _contact(session, row)
            if contact.callback != outcome:
                contact.callback = outcome.value
                self.tell(session, talk, f"callback_{outcome}", number=row.number)
                detail = CALLBACK_LABELS[outcome]
                record(session, self.clock(), clerk, Action.CALLED_BACK, row.number, detail)
            return read_ticket(session, row)

    def reveal_contact(self, number: str, clerk: Clerk) -> str:
        """Return the citizen's contact in clear, and put on record who looked.

        Raises:
            ContactError: none was left, or it has been deleted.
        """
        with self.store.unit() as session:
            row = visible(session, number, clerk)
            contact = _contact(session, row)
            record(session, self.clock(), clerk, Action.CONTACT_SHOWN, row.number)
            return self.safe.open(contact.sealed)

    def _mine(
        self, session: Session, number: str, clerk: Clerk
    ) -> tuple[TicketRow, ConversationRow]:
        """Return the ticket and its conversation, kept for this unit of work; nobody else has the word."""
        talk_id = visible(session, number, clerk).conversation_id
        talk = conversations.lock(session, talk_id, self.clock())
        row = visible(session, number, clerk)
        if talk is None:
            raise UnknownTicket(f"工单 {number} 的对话找不到了，请联系系统管理员")
        refuse_if_taken(session, talk, clerk)
        return row, talk


def refuse_if_taken(session: Session, talk: ConversationRow, clerk: Clerk) -> None:
    """Raise TakenByAnother when another clerk has the word."""
    if talk.speaker != Speaker.STAFF or talk.clerk_id == clerk.id:
        return
    other = session.get(ClerkRow, talk.clerk_id) if talk.clerk_id else None
    raise TakenByAnother(
        f"{other.name if other else '另一位坐席'}正在和市民对话，请等对方交还后再处理"
    )


def refuse_closing(session: Session, row: TicketRow, reason: str, seen: int | None = None) -> None:
    """Raise what keeps the ticket from being closed with this reason; see `StaffSide.close`."""
    moved(TicketState(row.state), Move.CLOSE)
    answered = row.state == TicketState.ANSWERED
    if answered and _is_call_owed(session, row):
        raise TicketError("市民留了联系方式，请先联系市民并记下结果（已回电或未接通），再办结")
    if not answered and not reason:
        raise TicketError("这个工单还没有答复，办结前请写明原因，市民会看到")
    if seen is not None and conversations.last_of_citizen(session, row.conversation_id) > seen:
        raise TicketError("市民刚刚又写了新的内容，请先看过再办结")


def _contact(session: Session, row: TicketRow) -> ContactRow:
    found = session.get(ContactRow, row.number)
    if found is None:
        raise ContactError("这个工单没有联系方式，或者已按规定删除")
    return found


def _is_call_owed(session: Session, row: TicketRow) -> bool:
    contact = session.get(ContactRow, row.number)
    return contact is not None and contact.callback == Callback.PENDING


def _refuse_if_answered(session: Session, number: str, clerk: Clerk, seen: int | None) -> None:
    """Raise when another clerk replied to the ticket after the message that was seen last."""
    if seen is None:
        return
    other = session.scalars(
        select(ClerkRow.name)
        .join(StaffReplyRow, StaffReplyRow.clerk_id == ClerkRow.id)
        .where(
            StaffReplyRow.ticket_number == number,
            StaffReplyRow.message_id > seen,
            StaffReplyRow.clerk_id != clerk.id,
        )
        .order_by(StaffReplyRow.message_id.desc())
    ).first()
    if other is not None:
        raise AnsweredFirst(
            f"{other}刚刚已经答复，内容在对话里；您写的还在下面，看过后仍要补充的，请再点一次发送"
        )
