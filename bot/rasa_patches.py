"""Corrections to Rasa 3.6.21 that its maintainers did not release; `apply` puts them in force.

- rasa#11717: `jsonschema.validate` checks the schema itself again at every action result, and tries every
  event against the schema of every kind; Rasa reads the events afterwards all the same. We look at the frame.
- The graph of components is scheduled anew by dask for every prediction, for threads that it does not use.
- The classifier of intents copies the features of every word of a message to use those of the sentence.
- Every message builds an empty domain and every action copies its events, the answer among them, for warnings
  and debug lines that nobody writes: training refuses unknown intents, and we log from warnings up.
- `Event.resolve_by_type` walks every event class for every stored event.
- The call of an action carries every event of the conversation and the whole domain; our actions read the
  slots and the latest message alone, so a long conversation made each turn dearer.
- An action that hangs holds its conversation for five minutes.
"""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Dict, List, Optional, Type

import dask
import rasa
from dask import core as dask_core
from rasa.core import processor
from rasa.core.actions import action
from rasa.core.actions.action import RemoteAction
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix, hstack, vstack

ACTION_TIMEOUT_S = 5
"""Rasa waits five minutes for an action; the hall gives up on a turn after seconds."""

_resolve = Event.resolve_by_type


def apply() -> None:
    """Put every correction in force; doing it twice changes nothing more."""
    RemoteAction._validate_action_result = _validate_action_result
    LogisticRegressionClassifier._create_X = _create_X
    RemoteAction._action_call_format = _action_call_format
    Event.resolve_by_type = staticmethod(_resolve_by_type)
    action.DEFAULT_REQUEST_TIMEOUT = ACTION_TIMEOUT_S
    dask.get = dask_core.get
    processor.MessageProcessor._check_for_unseen_features = _check_nothing
    processor.copy = SimpleNamespace(deepcopy=_as_it_is)


def _validate_action_result(self: RemoteAction, result: Dict[str, Any]) -> bool:
    for part in ("events", "responses"):
        listed = result.get(part, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise ValueError(f"{part} of {self.name()} must be a list of objects")
    return True


def _create_X(self: LogisticRegressionClassifier, messages: List[Message]) -> csr_matrix:
    """Return the sparse features of the sentences; this pipeline makes no dense ones."""
    return vstack([hstack([f.features for f in m.features if _of_sentence(f)]) for m in messages])


def _of_sentence(features: Features) -> bool:
    return features.attribute == TEXT and features.type == FEATURE_TYPE_SENTENCE


def _check_nothing(self: processor.MessageProcessor, parse_data: Dict[str, Any]) -> None:
    pass


def _as_it_is(logged: Any) -> Any:
    return logged


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
