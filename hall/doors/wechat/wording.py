"""The WeChat door's own sentences, menu keys and words of impatience, read from `wording.yml`."""

import re
from pathlib import Path

from hall.web.wording import Wording
from knowledge_base.policy_file import read_policy, texts

DEFAULT_FILE = Path(__file__).with_name("wording.yml")
BESIDE_WORDS = re.compile(r"[\W\d_]+")
"""Digits, punctuation, spaces and emoji."""


class WeChatWording(Wording):
    """Sentences by name, and what is known about short messages."""

    def __init__(self, path: Path = DEFAULT_FILE) -> None:
        sentences = read_policy(path)
        super().__init__(sentences)
        self._menu = {str(key): str(asked) for key, asked in sentences["menu"].items()}
        self._view_words = {*texts(sentences["view_words"], path, "view_words"), self.view_send}

    @property
    def view_send(self) -> str:
        """What the link beside “正在查询” sends."""
        return self.say("view_send")

    def menu_text(self, key: str) -> str:
        """Return what a menu key asks, empty for one that is not known."""
        return self._menu.get(key, "")

    def only_asks_for_the_answer(self, text: str) -> bool:
        """Whether a message after “正在查询” asks nothing new: a number, a sign, 好的, 查看答复."""
        return BESIDE_WORDS.sub("", text).lower() in {"", *self._view_words}
