"""When the garbage collector looks through the memory of a hall."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def settle_memory() -> None:
    """Leave a generation that was made from nothing out of the garbage collector's rounds.

    What is in memory now stays for the most part, so the collector need not look through it in the middle of a turn.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@contextmanager
def uncollected() -> Iterator[None]:
    """Inside, nobody looks for garbage: what a generation is built of stays, and looking takes a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
