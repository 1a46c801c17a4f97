"""Beside the requests, have the pretrained encoder read what is published, after the start and each publication."""

import os
import threading

import structlog

from hall.web.metrics import Metrics
from knowledge_base.deepening import Deepening

EVERY_SECONDS = 2.0
AGAIN_SECONDS = 60.0
NICE = 10
"""Citizens' questions go first: the system gives this thread what they leave."""

log = structlog.get_logger(__name__)


def start_deepening(
    deepening: Deepening, metrics: Metrics, every: float = EVERY_SECONDS
) -> threading.Event:
    """Deepen whatever generation is in force until the returned event is set."""
    stop = threading.Event()
    metrics.watch_encoding(lambda: deepening.usage.encoded)
    threading.Thread(
        target=_run, args=(deepening, metrics, stop, every), name="deepening", daemon=True
    ).start()
    return stop


def _run(deepening: Deepening, metrics: Metrics, stop: threading.Event, every: float) -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
    pause = every
    while not stop.wait(pause):
        pause = every
        try:
            if deepening.is_due:
                _read(deepening, metrics)
        except Exception:  # answering goes on without it
            log.exception("deepening_failed")
            pause = AGAIN_SECONDS


def _read(deepening: Deepening, metrics: Metrics) -> None:
    log.info("encoder_reads")
    if deepening.read(metrics.encoding):
        log.info("encoder_has_read")
