"""Write what was fitted into policy/decision.yml; what was not stays."""

from typing import Any

import yaml

from knowledge_base.services import POLICY

FILE = POLICY / "decision.yml"


def read_part(name: str) -> Any:
    """Return a part of the file."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))[name]


def write_part(**parts: Any) -> None:
    """Replace these parts of the file."""
    decision = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    text = yaml.safe_dump({**decision, **parts}, allow_unicode=True, sort_keys=False)
    FILE.write_text(text, encoding="utf-8")
