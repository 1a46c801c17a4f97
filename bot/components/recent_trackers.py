"""A tracker store in memory that stays small: recent conversations, recent turns, no answers."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, List, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

MAX_CONVERSATIONS = 5000
"""A citizen whose conversation was dropped is still understood: the hall keeps the context too."""

MAX_TURNS = 4
"""More than the memoization policy looks back (`max_history` in config.yml)."""


class RecentTrackerStore(InMemoryTrackerStore):
    """Keeps the last turns of the last conversations.

    Rasa's own store keeps every conversation with every answer for ever, and reads all of it at each turn.
    """

    def __init__(
        self, domain: Domain, event_broker: Optional[EventBroker] = None, **kwargs: Any
    ) -> None:
        super().__init__(domain, event_broker)
        self.store: OrderedDict[str, str] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the end of the conversation and forget the one that was quiet longest."""
        await self.stream_events(tracker)
        self.store[tracker.sender_id] = self.serialise_tracker(self._recent(tracker))
        self.store.move_to_end(tracker.sender_id)
        while len(self.store) > MAX_CONVERSATIONS:
            self.store.popitem(last=False)

    def _recent(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        events = [event for event in tracker.events if not isinstance(event, BotUttered)]
        start = _start_of_turn(events, MAX_TURNS)
        state = [SlotSet(slot.name, slot.value) for slot in tracker.slots.values()]
        state.append(ActiveLoop(tracker.active_loop_name))
        kept = state + events[start:] if start else events
        return DialogueStateTracker.from_events(
            tracker.sender_id, kept, tracker.slots.values(), domain=self.domain
        )


def _start_of_turn(events: List[Event], turns: int) -> int:
    """Return where the last `turns` turns begin, the listening before them included; 0 when there are fewer."""
    said = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    return max(said[-turns] - 1, 0) if len(said) > turns else 0
