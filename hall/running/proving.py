"""Ask every door of this hall whether it shows what is published, and put down a receipt for each that does."""

import socket
import threading
from dataclasses import dataclass, field, replace
from datetime import datetime

import httpx
import structlog
from flask import Flask

from hall.bootstrap import Application
from hall.doors.registration import DoorProof, Evidence, proofs
from hall.settings import Settings
from hall.web.sample import sample_of
from knowledge_base.answering.base import Ground
from knowledge_base.answering.telling import ground_of
from knowledge_base.errors import StoreUnavailable
from knowledge_base.store.receipts import Receipts

EVERY_SECONDS = 1.0
RENEWED_AFTER = 60.0
"""Seconds between two signs of life; a hall counts as gone after three minutes."""
ANSWER_SECONDS = 5.0
"""WeChat itself waits no longer."""
LONGEST_NAME = 80

log = structlog.get_logger(__name__)


def replica_name(settings: Settings) -> str:
    """Return what this hall is called among several: the machine and its port."""
    end = f":{settings.hall_port}"
    return socket.gethostname()[: LONGEST_NAME - len(end)] + end


@dataclass
class Prover:
    """Asks the doors of one hall; what they have to say it reads from the store, never from the hall.

    Args:
        application: the hall.
        app: its Flask app, whose templates say what a page has to show.
        client: asks over the hall's own address.
        replica: the name of this hall.
    """

    application: Application
    app: Flask
    client: httpx.Client
    replica: str
    _generation: int = 0
    _ground: Ground | None = None
    _proved: set[str] = field(default_factory=set)
    _seen: dict[str, Evidence] = field(default_factory=dict)
    _failing: set[str] = field(default_factory=set)
    _renewed: datetime | None = None

    def round(self) -> None:
        """Ask each door that was not yet seen to show what this hall was given to show."""
        application = self.application
        if not application.kb.ready:
            return
        generation = application.kb.generation
        if generation != self._generation:
            self._generation, self._ground, self._renewed = generation, None, None
            self._proved, self._seen = set(), {}
        self._renew()
        if self._left:
            self._ask()
        application.metrics.doors_behind(len(self._left))

    @property
    def _left(self) -> list[DoorProof]:
        """The doors that are still to be asked."""
        return [p for p in proofs(self.application.settings) if p.name not in self._proved]

    def _renew(self) -> None:
        now = self.application.clock()
        if self._renewed and (now - self._renewed).total_seconds() < RENEWED_AFTER:
            return
        self._receipts.renew(self._generation, self.replica, now)
        self._renewed = now

    def _ask(self) -> None:
        ground = self._ground = self._ground or self._ground_now()
        item = sample_of(self._receipts.changed_by(self._generation), ground.catalogue)
        for proof in self._left:
            if item is None or self._shows(proof, ground, item):
                self._note(proof)

    def _ground_now(self) -> Ground:
        kb = self.application.kb
        ground = ground_of(kb.store.replayed(self._generation), self._generation)
        return replace(ground, upcoming=kb.snapshot().base.upcoming)

    def _shows(self, proof: DoorProof, ground: Ground, item: str) -> bool:
        """Whether a door says of the item what the store holds; else what it says is told, once."""
        with self.app.test_request_context("/"):
            due = proof.due(self.application, ground, item)
        try:
            said = proof.ask(self.application, self.client, item)
        except (
            Exception
        ) as error:  # a door that breaks, however, shows nothing; the others are asked
            self._failed(proof, error)
            return False
        self._came_back(proof)
        if said == due:
            return True
        if self._seen.get(proof.name) != said:
            log.warning(
                "door_behind",
                door=proof.name,
                generation=self._generation,
                item=item,
                version=said.version,
                due=due.version,
            )
        self._seen[proof.name] = said
        return False

    def _failed(self, proof: DoorProof, error: Exception) -> None:
        """Count a door that could not be asked, and tell it when it begins."""
        self.application.metrics.door_failed(proof.name)
        if proof.name not in self._failing:
            reason = f"{type(error).__name__}: {error}"
            log.warning("door_failed", door=proof.name, reason=reason, asked_again_in=EVERY_SECONDS)
        self._failing.add(proof.name)

    def _came_back(self, proof: DoorProof) -> None:
        if proof.name in self._failing:
            log.info("door_answers_again", door=proof.name)
        self._failing.discard(proof.name)

    def _note(self, proof: DoorProof) -> None:
        application = self.application
        self._receipts.write(self._generation, proof.name, self.replica, application.clock())
        application.proofs.note(proof.name, self._generation)
        application.metrics.proved(proof.name, self._generation)
        self._proved.add(proof.name)
        if not self._left:
            self._ground = None

    @property
    def _receipts(self) -> Receipts:
        return Receipts(self.application.engine)

    def run(self, stop: threading.Event, every: float) -> None:
        """Do a round again and again until `stop` is set."""
        while not stop.wait(every):
            try:
                self.round()
            except StoreUnavailable as trouble:
                log.warning("proving_postponed", cause=trouble.cause, remedy=str(trouble))
            except Exception:  # whatever broke now is no reason to stop asking
                log.exception("proving_failed")


def start_proving(
    application: Application, app: Flask, url: str, every: float = EVERY_SECONDS
) -> threading.Event:
    """Ask the doors at this address again and again until the returned event is set."""
    stop = threading.Event()
    client = httpx.Client(base_url=url, trust_env=False, timeout=ANSWER_SECONDS)
    prover = Prover(application, app, client, replica_name(application.settings))
    threading.Thread(target=prover.run, args=(stop, every), name="proving", daemon=True).start()
    return stop
