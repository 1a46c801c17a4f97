"""Corrections to Rasa 3.6.21 that its maintainers did not release; `apply` puts them in force.

- rasa#11717: `jsonschema.validate` checks the schema itself again at every action result, which is four
  fifths of the time of a turn.
- `Event.resolve_by_type` walks every event class for every stored event.
- The call of an action carries every event of the conversation and the whole domain; our actions read the
  slots and the latest message alone, so a long conversation made each turn dearer.
- An action that hangs holds its conversation for five minutes.
"""

from functools import lru_cache
from typing import Any, Dict, Optional, Type

import jsonschema
import rasa
from rasa.core.actions import action
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

ACTION_TIMEOUT_S = 5
"""Rasa waits five minutes for an action; the hall gives up on a turn after seconds."""

_resolve = Event.resolve_by_type
_validator: Optional[Any] = None


def apply() -> None:
    """Put every correction in force; doing it twice changes nothing more."""
    global _validator
    schema = RemoteAction.action_response_format_spec()
    validator_class = jsonschema.validators.validator_for(schema)
    validator_class.check_schema(schema)
    _validator = validator_class(schema)
    RemoteAction._validate_action_result = _validate_action_result
    RemoteAction._action_call_format = _action_call_format
    Event.resolve_by_type = staticmethod(_resolve_by_type)
    action.DEFAULT_REQUEST_TIMEOUT = ACTION_TIMEOUT_S


def _validate_action_result(self: RemoteAction, result: Dict[str, Any]) -> bool:
    error = next(_validator.iter_errors(result), None)
    if error is not None:
        raise error
    return True


def _action_call_format(
    self: RemoteAction, tracker: DialogueStateTracker, domain: Domain
) -> Dict[str, Any]:
    return {
        "next_action": self.name(),
        "sender_id": tracker.sender_id,
        "tracker": tracker.current_state(EventVerbosity.NONE),
        "version": rasa.__version__,
        "domain": {},
    }


@lru_cache(maxsize=None)
def _resolve_by_type(name: str, default: Optional[Type[Event]] = None) -> Optional[Type[Event]]:
    return _resolve(name, default)
