"""Beside the requests, have the hall follow what is published: looked for twice a second, built aside, swapped in at once."""

import threading
from dataclasses import dataclass

import structlog

from hall.web.metrics import Metrics
from knowledge_base.errors import StoreUnavailable
from knowledge_base.services import KnowledgeBase

EVERY_SECONDS = 0.5
"""With what a build takes, a change is at every door within two seconds."""
LONGEST_PAUSE = 30.0
"""Seconds between two tries at most, each pause twice as long as the one before."""

log = structlog.get_logger(__name__)


@dataclass
class Follower:
    """Follows the generations of one store; `failures` is how many tries failed since the last that went well."""

    kb: KnowledgeBase
    failures: int = 0

    def step(self) -> bool:
        """Swap in what is new; return whether anything was. What fails leaves the generation in force as it is."""
        try:
            is_new = self.kb.reload_if_due()
        except StoreUnavailable as trouble:
            self._failed(trouble.cause, str(trouble))
            return False
        except (
            Exception
        ) as fault:  # whatever broke, citizens are answered from the generation before
            self._failed(self.kb.trouble or str(fault), "nothing to do unless this goes on")
            log.debug("new_generation_not_built", exc_info=True)
            return False
        if self.failures:
            log.info("follows_again", generation=self.kb.generation)
        self.failures = 0
        if is_new:
            now = self.kb.snapshot()
            log.info("new_generation", generation=now.generation, seconds=round(now.seconds, 2))
        return is_new

    def _failed(self, cause: str, remedy: str) -> None:
        self.failures += 1
        log.error(
            "new_generation_not_built",
            cause=cause,
            remedy=remedy,
            still_answering_from=self.kb.generation,
            again_in_seconds=self.pause,
        )

    @property
    def pause(self) -> float:
        """Seconds until the next look, where nothing new was found."""
        return min(EVERY_SECONDS * 2.0 ** min(self.failures, 10), LONGEST_PAUSE)

    def run(self, stop: threading.Event) -> None:
        """Look again and again until `stop` is set; at once where something was published while it was built."""
        is_new = False
        while not stop.wait(0.0 if is_new else self.pause):
            is_new = self.step()


def start_following(kb: KnowledgeBase, metrics: Metrics) -> threading.Event:
    """Follow what is published until the returned event is set."""
    stop = threading.Event()
    metrics.watch_knowledge(kb)
    run = Follower(kb).run
    threading.Thread(target=run, args=(stop,), name="following", daemon=True).start()
    return stop
