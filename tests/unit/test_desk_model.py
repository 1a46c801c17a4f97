"""Which step leads from which ticket state to which."""

import itertools

import pytest

from service_desk.errors import IllegalMove
from service_desk.model import MOVES, STATE_LABELS, Move, TicketState, moved

R, A, D, C = TicketState.REGISTERED, TicketState.ACCEPTED, TicketState.ANSWERED, TicketState.CLOSED

EXPECTED: dict[TicketState, dict[Move, TicketState | None]] = {
    R: {Move.ACCEPT: A, Move.REPLY: D, Move.REASSIGN: R, Move.CLOSE: C, Move.FOLLOW_UP: None},
    A: {Move.ACCEPT: A, Move.REPLY: D, Move.REASSIGN: R, Move.CLOSE: C, Move.FOLLOW_UP: None},
    D: {Move.ACCEPT: A, Move.REPLY: D, Move.REASSIGN: None, Move.CLOSE: C, Move.FOLLOW_UP: R},
    C: {move: None for move in Move},
}


@pytest.mark.parametrize(("state", "move"), list(itertools.product(TicketState, Move)))
def test_each_step_leads_where_the_table_says_or_is_refused(state: TicketState, move: Move) -> None:
    target = EXPECTED[state][move]
    if target is None:
        with pytest.raises(IllegalMove, match=STATE_LABELS[state]):
            moved(state, move)
    else:
        assert moved(state, move) is target


def test_every_state_but_closed_can_be_left() -> None:
    assert {state for state, _move in MOVES} == set(TicketState) - {TicketState.CLOSED}


def test_every_state_can_be_reached_from_registered() -> None:
    reached = {TicketState.REGISTERED}
    for _round in TicketState:
        reached |= {after for (before, _move), after in MOVES.items() if before in reached}
    assert reached == set(TicketState)
