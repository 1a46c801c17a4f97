"""`python -m bot.parse < lines` (bot environment): what the model reads into each line, one JSON object a line."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from typing import Any, Dict, Iterable, List

import structlog
from rasa.core.agent import Agent

from bot.train import MODEL, MODELS
from bot.vocabulary import ROOT


async def parse(lines: Iterable[str]) -> List[Dict[str, Any]]:
    """Return text, intent, confidence and entities of each line, as the server would read it."""
    agent = Agent.load(str(ROOT / MODELS / MODEL))
    read = [await agent.parse_message(line) for line in lines]
    return [
        {
            "text": parsed["text"],
            "intent": parsed["intent"]["name"],
            "confidence": parsed["intent"]["confidence"],
            "entities": [[e["entity"], e["value"]] for e in parsed["entities"]],
        }
        for parsed in read
    ]


def main() -> None:
    """Parse standard input."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    lines = [line.strip() for line in sys.stdin if line.strip()]
    for parsed in asyncio.run(parse(lines)):
        print(json.dumps(parsed, ensure_ascii=False))


if __name__ == "__main__":
    main()
