"""A conversation as the page shows it: what is new, what can be tapped, where one lands, what is folded away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from knowledge_base.calendar.working_days import CITY_TIME
from service_desk.deadlines import due_text
from service_desk.model import Message, Sender

SHORT_QUESTION = 80
"""Characters up to which a question is seen together with its answer on a phone."""
OPEN_BEFORE = 4
"""Messages shown above where one lands; those before them are folded, so that the field is not far."""
MIN_FOLDED = 4
"""Fewer are not worth a fold."""
TO_BRING = frozenset({"one_visit", "materials"})
"""Elements that say what to bring, which the checklist keeps for the counter."""
TEXT_ALONE = frozenset({"routed_staff", "blocked_emergency", "error_internal"})
"""As in the widget: these say all in their text."""
UNASKED = frozenset({Sender.STAFF, Sender.SYSTEM})
"""Who writes without having been asked just now."""


@dataclass(frozen=True)
class Shown:
    """A message and what stands around it.

    rated: what was said of it; None where nothing was, or nothing can be.
    is_live: whether its options can be tapped, for nothing was asked after it.
    is_first_new: whether the mark “新消息” stands above it.
    """

    message: Message
    rated: bool | None
    is_live: bool
    is_first_new: bool
    when: str

    @property
    def answer(self) -> Mapping[str, Any]:
        """The answer as it is stored; empty where it is none."""
        return self.message.answer or {}

    @property
    def is_answered(self) -> bool:
        """Whether it answers a question, so that one may say whether it helped."""
        return answers(self.answer)

    @property
    def blocks(self) -> Sequence[Mapping[str, Any]]:
        """What it is laid out as; none where the text says all, beside what an earlier answer was made of."""
        is_text = self.answer.get("status") in TEXT_ALONE
        return () if is_text else self.answer.get("blocks", ())

    @property
    def source(self) -> str:
        """Where the words come from; empty where they are cited from nowhere."""
        cited: Mapping[str, Any] = next(iter(self.answer.get("citations", ())), {})
        return str(self.answer.get("notice") or cited.get("source", ""))

    @property
    def can_be_rated(self) -> bool:
        """Whether one may say whether it helped: it is an answer, and on record."""
        return self.is_answered and self.message.id > 0

    @property
    def ways_on(self) -> tuple[tuple[str, str], ...]:
        """Addresses of the list and the guide for the case that was told, each with its name."""
        item = self.answer.get("item") or {}
        if not self.is_answered or not item.get("item_code"):
            return ()
        case = f"?{urlencode(told)}" if (told := self.answer.get("situation") or {}) else ""
        code = item["item_code"]
        guide = ("看办事指南", url_for("pages.item", item_code=code) + case)
        listed = ("打开告知单 / 打印", url_for("pages.checklist", item_code=code) + case)
        demand = ("窗口多要了材料？", url_for("demands.form", item_code=code))
        return (listed, guide, demand) if self._says_what_to_bring else (guide,)

    @property
    def _says_what_to_bring(self) -> bool:
        kinds = {block["kind"] for block in self.answer.get("blocks", ())}
        return self.answer.get("element") in TO_BRING or "materials" in kinds

    @property
    def options(self) -> tuple[Mapping[str, str], ...]:
        """What can be tapped, where labels tell nothing apart under what a tap says."""
        given = self.answer.get("options", ())
        labels = [option["label"] for option in given]
        return tuple(
            option
            | {"label": option["send"] if labels.count(option["label"]) > 1 else option["label"]}
            for option in given
        )


@dataclass(frozen=True)
class Talk:
    """The messages in three parts: folded away, above where one lands, and from there on."""

    earlier: tuple[Shown, ...]
    before: tuple[Shown, ...]
    latest: tuple[Shown, ...]


def answers(answer: Mapping[str, Any] | None) -> bool:
    """Whether this, as it is stored with its message, answers what was asked."""
    return bool(answer) and str((answer or {}).get("status", "")).startswith("answered_")


def talk_of(
    messages: Sequence[Message], now: datetime, seen: int | None, ratings: Mapping[str, bool]
) -> Talk:
    """Return the conversation laid out.

    Args:
        messages: oldest first.
        now: says which day is today.
        seen: id of the last message that was shown before; None where none was.
        ratings: what was said of answers, by the id of the message.
    """
    new = _first_new(messages, seen)
    last_own = _last_own(messages)
    shown = tuple(
        Shown(
            message,
            ratings.get(str(message.id)),
            is_live=place > last_own,
            is_first_new=place == new,
            when=_when(message.created_at, now),
        )
        for place, message in enumerate(messages)
    )
    landing = _landing(messages, new, last_own)
    fold = landing - OPEN_BEFORE if landing - OPEN_BEFORE >= MIN_FOLDED else 0
    return Talk(shown[:fold], shown[fold:landing], shown[landing:])


def _first_new(messages: Sequence[Message], seen: int | None) -> int | None:
    """Return the place of the first message that came unasked since the page was last looked at."""
    if seen is None:
        return None
    places = (n for n, m in enumerate(messages) if m.id > seen and m.sender in UNASKED)
    return next(places, None)


def _last_own(messages: Sequence[Message]) -> int:
    """Return the place of what the citizen said last; -1 where nothing was said."""
    own = (n for n in range(len(messages) - 1, -1, -1) if messages[n].sender is Sender.CITIZEN)
    return next(own, -1)


def _landing(messages: Sequence[Message], new: int | None, last_own: int) -> int:
    """Return where one lands: at what is new, else at the question if it is short, else at its answer."""
    if new is not None:
        return new
    if last_own < 0:
        return 0
    is_short = len(messages[last_own].text) <= SHORT_QUESTION
    has_answer = last_own + 1 < len(messages)
    return last_own if is_short or not has_answer else last_own + 1


def _when(at: datetime, now: datetime) -> str:
    """Return the time, with its day unless that is today."""
    local, today = at.astimezone(CITY_TIME), now.astimezone(CITY_TIME).date()
    return f"{local:%H:%M}" if local.date() == today else due_text(at)
