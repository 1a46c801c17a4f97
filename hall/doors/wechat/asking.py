"""A question from WeChat at the front desk, where every door asks."""

from dataclasses import dataclass

from hall.bootstrap import Application
from hall.doors.wechat.messages import Inbound
from hall.doors.wechat.pace import Pace
from hall.web import inputs
from hall.web.errors import RequestError
from knowledge_base.errors import BadQuestion
from knowledge_base.model.answer import Answer
from knowledge_base.rendering import read_menu_id
from service_desk.model import Message, Speaker

DOOR = "wechat"


@dataclass(frozen=True)
class Asker:
    """Asks, within the pace one citizen may keep."""

    application: Application
    pace: Pace

    def ask(self, inbound: Inbound, talk: str, text: str) -> tuple[Message, ...] | str:
        """Return what bot and system answer, or a sentence that says why the question was not taken."""
        wording, limit = self.application.wording, self.application.settings.max_question_chars
        if seconds := self.pace.seconds_to_wait(talk):
            return wording.say("too_many", seconds=seconds)
        try:
            asked = inputs.question({"text": text}, "text", limit)
            reply = self.application.front_desk.receive(
                talk, asked, DOOR, inbound.key, option=self._tapped(inbound, talk), polls=False
            )
        except RequestError as error:
            return self._reason(error)
        except BadQuestion as error:
            return wording.error(error.code, limit=limit)
        if reply.kept and reply.speaker is not Speaker.BOT:
            self.remember(inbound, talk)
        return reply.messages

    def _tapped(self, inbound: Inbound, talk: str) -> str:
        """Return the id of the option whose link was tapped; empty where the client did not say."""
        message_id, number = read_menu_id(inbound.field("bizmsgmenuid"))
        if not message_id or not number:
            return ""
        shown = next(iter(self.application.desk.messages_after(talk, message_id - 1)), None)
        if shown is None or shown.id != message_id or shown.answer is None:
            return ""
        options = Answer.from_dict(shown.answer).options
        return options[number - 1].id if number <= len(options) else ""

    def remember(self, inbound: Inbound, talk: str) -> None:
        """Keep the openid, encrypted, for a message that will have to be pushed."""
        if self.application.settings.wechat_can_push:
            self.application.desk.pushes.remember_address(talk, inbound.openid)

    def _reason(self, error: RequestError) -> str:
        if error.code == "busy":
            return self.application.wording.say("busy")
        return self.application.wording.error(error.code, **error.values)
