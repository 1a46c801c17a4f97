"""The path of a turn: front desk, hand-over, Rasa and what happens without it."""
