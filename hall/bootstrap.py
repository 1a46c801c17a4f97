"""Start-up: the only place that knows every part and puts them together."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
from sqlalchemy import Engine

from hall.reception.dialogue import Dialogue
from hall.reception.front_desk import FrontDesk
from hall.reception.handover import Handover
from hall.reception.own_talk import OwnTalk
from hall.reception.progress import Progress
from hall.reception.rasa_client import RasaClient
from hall.reception.ratings import Ratings
from hall.reception.ticket_words import TicketWords
from hall.reception.unkept import Unkept
from hall.settings import Settings
from hall.web.checks import answers, writes
from hall.web.limits import Limits
from hall.web.metrics import Metrics
from hall.web.policy_texts import publishing_faults
from hall.web.probing import Probe
from hall.web.proofs import Proofs
from hall.web.tls import trusted
from hall.web.wording import Wording, load_wording
from knowledge_base.audit.opening import migrate_audit, take_algorithm
from knowledge_base.audit.proof import Proof
from knowledge_base.calendar.working_days import CITY_TIME
from knowledge_base.contracting import Contracts, builds_with
from knowledge_base.deepening import Deepening
from knowledge_base.errors import KnowledgeBaseError, StoreUnavailable
from knowledge_base.grouping import Encode
from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.registering import WITNESSES
from knowledge_base.model.answer import Answer
from knowledge_base.model.catalogue import Department
from knowledge_base.policy_texts import Texts, no_texts
from knowledge_base.privacy.personal_data import load_recogniser
from knowledge_base.retrieval.encoder import MARKER, open_encoder
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.engine import BUSY_SECONDS, SERVING_SECONDS, connect, sqlite_file
from knowledge_base.store.keeping import Keeping as BaseKeeping
from knowledge_base.store.soundness import mark_made, require_sound
from service_desk.attachments.kinds import MIB
from service_desk.gaps.loop import GapLoop
from service_desk.keeping import Keeping
from service_desk.opening import open_desk
from service_desk.probe import probing_engine
from service_desk.routing import SURE_ENOUGH, Guess
from service_desk.services import ServiceDesk
from service_desk.sessions import Span

FIRST_PASSWORD = "first_password"
"""File in VAR_DIR with the first administrator's password, for its owner's eyes."""


class NothingPublished(KnowledgeBaseError):
    """The database holds no guide; the message says how to seed it."""


Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Application:
    """The parts of one running hall, as every door gets them."""

    settings: Settings
    engine: Engine
    kb: KnowledgeBase
    record: Record
    contracts: Contracts
    desk: ServiceDesk
    front_desk: FrontDesk
    dialogue: Dialogue
    ratings: Ratings
    rasa: RasaClient
    limits: Limits
    metrics: Metrics
    wording: Wording
    probe: Probe
    loop: GapLoop
    clock: Clock
    proofs: Proofs = field(default_factory=Proofs)

    @property
    def today(self) -> date:
        """The day in the city."""
        return self.clock().astimezone(CITY_TIME).date()

    @property
    def proof(self) -> Proof:
        """Signs and checks the audit."""
        return open_proof(self.settings, self.engine)

    def count(self, door: str, answer: Answer) -> None:
        """Count an answer that was said outside a conversation."""
        self.metrics.answer(door, answer)
        self.desk.count_answer(door, answer.to_dict())

    def close(self) -> None:
        """Put down what was counted, and let go of connections."""
        with suppress(StoreUnavailable):
            self.desk.tally.store(self.desk.store)
        self.rasa.close()
        self.engine.dispose()


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def open_database(settings: Settings, patience: float = BUSY_SECONDS) -> Engine:
    """Return the database of the settings, with the tables of the knowledge base and of the audit.

    Raises:
        DatabaseFault: its file is lost, damaged or not ours to write.
        UnknownAlgorithm: this machine cannot compute the hash of the settings.
        StoreUnavailable: it is locked or full, or its server is not there.
    """
    file = sqlite_file(settings.database_url)
    if file is not None:
        require_sound(file)
    engine = connect(settings.database_url, patience)
    migrate_audit(engine)
    take_algorithm(engine, settings.audit_hash, utc_now())
    prepare_tables(engine, utc_now())
    if file is not None:
        mark_made(file)
    return engine


def open_proof(settings: Settings, engine: Engine) -> Proof:
    """Return what signs and checks the audit of the database."""
    return Proof(engine, settings.audit_roots, settings.audit_key, WITNESSES)


def open_knowledge(settings: Settings, engine: Engine, clock: Clock = utc_now) -> KnowledgeBase:
    """Return the knowledge base over the database; nothing is built yet."""
    return KnowledgeBase(engine, settings.index_dir, encoder=settings.encoder, clock=clock)


def open_deepening(settings: Settings, kb: KnowledgeBase) -> Deepening:
    """Return what has the pretrained encoder of the settings read the knowledge base; nothing is opened yet."""
    return Deepening(kb, settings.index_dir, settings.encoder_pretrained)


def prepare_knowledge(kb: KnowledgeBase, say: Callable[[str], None]) -> None:
    """Bring the knowledge base to where it can be asked: tables, models and index up to date.

    Raises:
        NothingPublished: the database holds no guide.
    """
    prepare_tables(kb.store.engine, utc_now())
    require_published(kb)
    kb.train_if_stale(say)
    kb.reload()


def require_published(kb: KnowledgeBase) -> None:
    """Make sure that there is something to ask about.

    Raises:
        NothingPublished: the database holds no guide.
    """
    if not kb.published().catalogue.guides:
        raise NothingPublished("数据库里还没有办事指南，请先运行 python -m hall seed")


def open_application(
    settings: Settings,
    clock: Clock = utc_now,
    kb: KnowledgeBase | None = None,
    engine: Engine | None = None,
) -> Application:
    """Return every part, ready to serve, over what is published in the database.

    Args:
        settings: with every secret set.
        clock: the present moment, aware.
        kb: one that is built already; else it is built over the database on first use.
        engine: the database, where it is open already.
    """
    engine = engine or connect(settings.database_url, SERVING_SECONDS)
    load_recogniser()
    kb = kb or open_knowledge(settings, engine, clock)
    return assemble(settings, engine, kb, _open_desk(settings, engine, kb, clock), clock)


def assemble(
    settings: Settings, engine: Engine, kb: KnowledgeBase, desk: ServiceDesk, clock: Clock
) -> Application:
    """Return the parts of a hall over this knowledge base and this desk."""
    rasa, metrics, wording = RasaClient(settings), Metrics(), load_wording(texts=_texts(kb))
    words = TicketWords(desk, wording, f"{settings.public_url}/ticket")
    progress = Progress(desk, words, clock)
    handover = Handover(kb, desk, metrics, wording, words, progress)
    dialogue = Dialogue(kb, wording)
    record = Record(kb.store, clock, publishing_faults, builds_with(kb))
    return Application(
        settings=settings,
        engine=engine,
        kb=kb,
        record=record,
        contracts=Contracts(kb, record),
        desk=desk,
        front_desk=FrontDesk(
            kb,
            desk,
            rasa,
            dialogue,
            handover,
            metrics,
            wording,
            clock,
            Unkept(kb, desk, dialogue, handover, wording, clock),
            OwnTalk(kb, wording, settings.secret_key, clock),
        ),
        dialogue=dialogue,
        ratings=Ratings(kb, metrics, wording),
        rasa=rasa,
        limits=Limits(settings),
        metrics=metrics,
        wording=wording,
        probe=_probe(settings, engine),
        loop=GapLoop(desk.store, clock, desk.department_of, record, kb, encoder_of(settings)),
        clock=clock,
    )


def encoder_of(settings: Settings) -> Callable[[], Encode | None]:
    """Return what opens the encoder that questions are compared by, once it is trained."""

    def encode() -> Encode | None:
        own = settings.index_dir / "encoder"
        if not settings.encoder and not (own / MARKER).exists():
            return None
        return open_encoder(settings.encoder or str(own)).encode

    return encode


def _probe(settings: Settings, engine: Engine) -> Probe:
    """Return what looks whether hall, bot and actions can work."""
    client, logs = httpx.Client(trust_env=False, verify=trusted()), settings.var_dir / "log"
    rasa = settings.rasa_url and f"{settings.rasa_url}/"
    actions = settings.actions_url and f"{settings.actions_url}/health"
    return Probe(
        {
            "hall": writes(probing_engine(engine), settings.var_dir),
            "bot": answers(client, rasa, "对话引擎", f"{logs}/bot.log"),
            "actions": answers(client, actions, "动作服务", f"{logs}/actions.log"),
        },
        time.monotonic,
    )


def _open_desk(settings: Settings, engine: Engine, kb: KnowledgeBase, clock: Clock) -> ServiceDesk:
    return open_desk(
        engine,
        Departments(kb),
        contact_key=settings.contact_key,
        previous_contact_keys=settings.contact_keys_previous,
        staff_hours=settings.staff_hours,
        redis_url=settings.redis_url,
        guess=_guess(kb),
        is_question=kb.is_question,
        largest_file=settings.max_attachment_mib * MIB,
        texts=_texts(kb),
        clock=clock,
    )


class Departments(Mapping[str, Department]):
    """The departments as they are published now, whichever generation that is."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    def __getitem__(self, department_id: str) -> Department:
        return self._kb.catalogue.departments[department_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kb.catalogue.departments)

    def __len__(self) -> int:
        return len(self._kb.catalogue.departments)


def _texts(kb: KnowledgeBase) -> Callable[[], Texts]:
    """Return what the city says in its own words, as it is published now."""
    return lambda: kb.catalogue.texts if kb.ready else no_texts()


def _guess(kb: KnowledgeBase) -> Guess:
    """Return a guess at the department of a question: that of the best search result, if likely."""

    def guess(question: str) -> str | None:
        results = kb.search(question, limit=1)["results"]
        likely = bool(results) and (results[0]["probability"] or 0) >= SURE_ENOUGH
        return results[0]["department"] if likely else None

    return guess


def keeping(settings: Settings) -> Keeping:
    """Return how long the desk keeps what."""
    return Keeping(
        contacts=timedelta(days=settings.contact_days),
        conversations=timedelta(days=settings.conversation_days),
        answered=timedelta(days=settings.answered_days),
        tickets=timedelta(days=settings.ticket_days),
        unanswered=timedelta(days=settings.unanswered_days),
        reports=timedelta(days=settings.report_days),
        audit=timedelta(days=settings.audit_days),
        statistics=timedelta(days=settings.statistics_days),
    )


def keeping_of_the_base(settings: Settings) -> BaseKeeping:
    """Return how long the knowledge base keeps what citizens leave in it."""
    return BaseKeeping(
        checklists=timedelta(days=settings.checklist_days),
        feedback=timedelta(days=settings.feedback_days),
    )


def console_span(settings: Settings) -> Span:
    """Return how long a login of staff may last."""
    return Span(
        idle=timedelta(minutes=settings.console_idle_minutes),
        whole=timedelta(hours=settings.console_session_hours),
    )


def forget_first_password(application: Application) -> None:
    """Delete the file with the first administrator's password once it opens nothing any more."""
    if not application.desk.accounts.still_has_first_password():
        (application.settings.var_dir / FIRST_PASSWORD).unlink(missing_ok=True)


def write_first_password(application: Application) -> Path | None:
    """Make the first administrator where there are no accounts; return the file with the password."""
    password = application.desk.accounts.ensure_first_admin()
    if password is None:
        forget_first_password(application)
        return None
    path = application.settings.var_dir / FIRST_PASSWORD
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(password + "\n")
    return path
