"""Every page and state, by whose it is: its name, what it is for, and the way there."""

from scripts.screens.places.console import CONSOLE
from scripts.screens.places.counter import COUNTER
from scripts.screens.places.knowledge import KNOWLEDGE
from scripts.screens.places.managing import MANAGING
from scripts.screens.places.public import PUBLIC
from scripts.screens.places.talking import TALKING
from scripts.screens.places.ways import Place

__all__ = ["CONSOLE", "COUNTER", "KNOWLEDGE", "MANAGING", "PLACES", "PUBLIC", "TALKING", "Place"]

PLACES = (*PUBLIC, *TALKING, *COUNTER, *CONSOLE, *KNOWLEDGE, *MANAGING)
