"""What is said over WeChat: several messages in one text, never longer than WeChat delivers."""

from collections.abc import Callable, Sequence
from typing import TypeAlias
from urllib.parse import quote, urlencode

from hall.doors.wechat.full_text import FullTextLinks
from hall.web.attachment_links import AttachmentLinks
from hall.web.wording import Wording
from knowledge_base.model.answer import Answer, AnswerStatus
from knowledge_base.rendering import WECHAT_BYTES, to_wechat
from service_desk.attachments.names import short_name
from service_desk.model import Message, Sender

Part: TypeAlias = Callable[[int], str]
"""Something to be said, as text of at most so many bytes."""

GAP = "\n\n"
NAME_CHARS = 24
"""Of a file's name: five files with their links leave more than half of a text to the words."""


def plain(text: str, full_url: str = "") -> Part:
    """Return a part that says the text; `full_url` is linked where it has to be cut."""
    return answered(Answer(AnswerStatus.SMALLTALK, text), full_url)


def answered(answer: Answer, full_url: str = "", message_id: int = 0) -> Part:
    """Return a part that says the answer; the links to its options name the message that they are of."""
    return lambda limit: to_wechat(answer, full_url, limit, message_id)


def with_ending(part: Part, endings: Sequence[str]) -> Part:
    """Return the part above the first ending that leaves it half of the room, else the last; none is ever cut."""
    if not endings:
        return part

    def fitted(limit: int) -> str:
        sizes = {ending: len(f"\n{ending}".encode()) for ending in endings}
        fits = (ending for ending, size in sizes.items() if size <= limit // 2)
        ending = next(fits, endings[-1])
        return f"{part(limit - sizes[ending])}\n{ending}"

    return fitted


class Renderer:
    """Turns stored messages into parts."""

    def __init__(
        self, public_url: str, links: FullTextLinks, files: AttachmentLinks, wording: Wording
    ) -> None:
        self._public_url = public_url
        self._links = links
        self._files = files
        self._wording = wording

    def part(self, conversation_id: str, message: Message) -> Part:
        """Return the message as something to be said, with a link to the whole of it."""
        if message.answer is not None:
            answer = Answer.from_dict(message.answer)
            page = item_page(answer, self._public_url) or self._links.url(
                conversation_id, message.id
            )
            return answered(answer, page, message.id)
        text = message.text
        if message.sender is Sender.STAFF:
            text = self._wording.say("staff", text=text)
        page = self._links.url(conversation_id, message.id)
        return with_ending(plain(text, page), self._endings(message, page))

    def _endings(self, message: Message, page: str) -> tuple[str, ...]:
        """Return how the files beside a message are told: each with its link, or where all are, which is shorter."""
        if not message.attachments:
            return ()
        say = self._wording.say
        each = (
            say("attachment", file=short_name(one.name, NAME_CHARS), url=self._files.url(one))
            for one in message.attachments
        )
        count = len(message.attachments)
        return "\n".join(each), say("attachments_elsewhere", count=count, url=page)

    def text(self, conversation_id: str, message: Message) -> str:
        """Return the message as a text of its own."""
        return self.part(conversation_id, message)(WECHAT_BYTES)


def item_page(answer: Answer, public_url: str) -> str:
    """Return the page of the item, for the situation told and at the place asked about; empty without one."""
    if answer.item is None or not answer.item.item_code:
        return ""
    told = f"?{urlencode(answer.situation)}" if answer.situation else ""
    place = f"#{answer.element}" if answer.element else ""
    return f"{public_url}/items/{quote(answer.item.item_code)}{told}{place}"


def compose(parts: Sequence[Part], limit: int = WECHAT_BYTES) -> str:
    """Return all parts in one text; where they do not fit, the longer ones are cut."""
    texts = [part(limit) for part in parts]
    room = limit - len(GAP) * max(len(parts) - 1, 0)
    sizes = [len(text.encode()) for text in texts]
    if sum(sizes) > room:
        texts = [part(share) for part, share in zip(parts, shares(sizes, room), strict=True)]
    return GAP.join(text for text in texts if text)


def shares(sizes: Sequence[int], room: int) -> list[int]:
    """Return how much of the room each gets: whole where it needs less than an equal share."""
    given = [0] * len(sizes)
    for left, index in zip(
        range(len(sizes), 0, -1), sorted(range(len(sizes)), key=sizes.__getitem__), strict=True
    ):
        given[index] = min(sizes[index], room // left)
        room -= given[index]
    return given


def menu_link(send: str, label: str, menu_id: int) -> str:
    """Return a link that makes the client send `send` in the citizen's place."""
    href = f"weixin://bizmsgmenu?msgmenucontent={quote(send, safe='')}&msgmenuid={menu_id}"
    return f'<a href="{href}">{label}</a>'
