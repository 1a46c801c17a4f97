"""What is counted for Prometheus: requests, answers, turns and hand-overs, never who or what."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from knowledge_base.model.answer import Answer
from knowledge_base.services import KnowledgeBase

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
UNMATCHED = "unmatched"
"""The route of a request that no route serves, so that invented paths make no new series."""


class Metrics:
    """The counters of one running hall, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = self._counter("requests", "Requests", "method", "route", "status")
        self._seconds = Histogram(
            "onedoor_request_seconds", "Time to the answer", ["route"],
            buckets=SECONDS, registry=self._registry,
        )  # fmt: skip
        self._answers = self._counter("answers", "Answers by status", "door", "status")
        self._turns = self._counter("turns", "Chat turns by who answered, and why", "by", "why")
        self._handovers = self._counter("handovers", "Questions given to a person", "door")
        self._feedback = self._counter("feedback", "Ratings of answers", "useful")
        self._vectors = self._gauge("encoder_vectors", "Texts the pretrained encoder has read")
        self._texts = self._gauge("encoder_texts", "Texts it is to read")
        self._generation = self._gauge("generation", "The generation that is answered from")
        self._age = self._gauge("generation_age_seconds", "How long it has been in force here")
        self._built = self._gauge("generation_build_seconds", "How long it took to build")
        self._behind = self._gauge(
            "generation_behind", "1 while a newer generation cannot be built or read"
        )
        self._encoded = self._gauge(
            "encoder_questions", "Questions it was asked for since the start"
        )

        self._proved = Gauge(
            "onedoor_door_generation", "Newest generation that a door was seen to show", ["door"],
            registry=self._registry,
        )  # fmt: skip
        self._failed = self._counter("door_failures", "Tries to ask a door that failed", "door")
        self._doors_behind = self._gauge("doors_behind", "Doors that do not show what is published")

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"onedoor_{name}", text, labels, registry=self._registry)

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(f"onedoor_{name}", text, registry=self._registry)

    def request(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count one request; `route` is the pattern, never the path."""
        known = method if method in METHODS else "OTHER"
        self._requests.labels(known, route or UNMATCHED, str(status)).inc()
        self._seconds.labels(route or UNMATCHED).observe(seconds)

    def answer(self, door: str, answer: Answer) -> None:
        """Count one answer by its status."""
        self._answers.labels(door, answer.status.value).inc()

    def turn(self, by: str, why: str = "") -> None:
        """Count one chat turn: `rasa`, or `direct` with the reason Rasa was not used."""
        self._turns.labels(by, why).inc()

    def handover(self, door: str) -> None:
        """Count one question that was given to a person."""
        self._handovers.labels(door).inc()

    def feedback(self, useful: bool) -> None:
        """Count one rating."""
        self._feedback.labels("yes" if useful else "no").inc()

    def encoding(self, done: int, total: int) -> None:
        """Tell how far the pretrained encoder has read what is published."""
        self._vectors.set(done)
        self._texts.set(total)

    def watch_encoding(self, questions: Callable[[], int]) -> None:
        """Tell how many questions were encoded, whenever the figures are read."""
        self._encoded.set_function(questions)

    def watch_knowledge(self, kb: KnowledgeBase) -> None:
        """Tell which generation is answered from, whenever the figures are read."""
        self._generation.set_function(lambda: kb.snapshot().generation)
        self._age.set_function(kb.age)
        self._built.set_function(lambda: kb.snapshot().seconds)
        self._behind.set_function(lambda: bool(kb.trouble))

    def proved(self, door: str, generation: int) -> None:
        """Tell up to which generation a door was seen to show what is published."""
        self._proved.labels(door).set(generation)

    def door_failed(self, door: str) -> None:
        """Count a door that could not be asked what it shows."""
        self._failed.labels(door).inc()

    def doors_behind(self, doors: int) -> None:
        """Tell how many doors do not show the newest generation."""
        self._doors_behind.set(doors)

    def exposition(self) -> bytes:
        """Return every figure in Prometheus' text format."""
        return generate_latest(self._registry)


def figures_app(metrics: Metrics) -> "WSGIApplication":
    """Return what answers on the figures' own address: `/metrics`, and nothing else."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        known = environ.get("PATH_INFO") == "/metrics"
        body = metrics.exposition() if known else b"/metrics\n"
        kind = CONTENT_TYPE_LATEST if known else "text/plain"
        headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        start_response("200 OK" if known else "404 Not Found", headers)
        return [body]

    return answer
