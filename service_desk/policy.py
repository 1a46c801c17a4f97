"""What the desk promises and says, read from `policy/desk.yml`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from knowledge_base.errors import GuideError
from knowledge_base.model.guide import TimeLimit
from knowledge_base.policy_file import read_policy
from knowledge_base.policy_texts import DESK, Overlaid, Texts, no_texts

FILE = Path(__file__).parent / "policy" / "desk.yml"

WORDINGS = frozenset(
    {
        "taken_over",
        "returned",
        "returned_waiting",
        "idle",
        "idle_waiting",
        "reassigned",
        "closed",
        "closed_unanswered",
        "left",
        "left_waiting",
        "shut",
        "callback_reached",
        "callback_missed",
    }
)


@dataclass(frozen=True)
class Policy:
    """Limits and wording of the service desk."""

    reply_within: TimeLimit
    idle: timedelta
    due_soon: timedelta
    closing_reasons: tuple[str, ...]
    wording: Mapping[str, str]

    def say(self, name: str, **parts: str) -> str:
        """Return the wording with its parts filled in."""
        return self.wording[name].format(**parts)


def load_policy(path: Path = FILE, texts: Callable[[], Texts] = no_texts) -> Policy:
    """Return the policy of the file, its words as the city has written them where it has.

    Raises:
        GuideError: an entry is missing or of the wrong kind.
    """
    data = read_policy(path)
    try:
        policy = _policy(data)
    except (KeyError, TypeError, ValueError) as error:
        raise GuideError([f"{path}: expected another value or entry: {error}"]) from error
    return replace(policy, wording=Overlaid(DESK, policy.wording, texts))


def _policy(data: Any) -> Policy:
    wording = dict(data["wording"])
    if missing := WORDINGS - wording.keys():
        raise ValueError(f"wording has no {', '.join(sorted(missing))}")
    return Policy(
        reply_within=TimeLimit(
            int(data["reply_within"]["amount"]), str(data["reply_within"]["unit"])
        ),
        idle=timedelta(minutes=int(data["idle_minutes"])),
        due_soon=timedelta(hours=int(data["due_soon_hours"])),
        closing_reasons=tuple(str(reason) for reason in data["closing_reasons"]),
        wording=wording,
    )
