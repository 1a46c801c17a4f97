"""Up to which generation each door of this hall was seen to show what is published."""

from dataclasses import dataclass, field
from threading import Lock


@dataclass
class Proofs:
    """What was found when the doors were last asked; for whoever looks whether the hall is well."""

    _found: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def note(self, door: str, generation: int) -> None:
        """Keep that a door shows this generation."""
        with self._lock:
            self._found[door] = generation

    def doors(self) -> dict[str, int]:
        """Return the generation that each door was last seen with; a door that was never asked is not there."""
        with self._lock:
            return dict(self._found)
