"""What an intent says about a turn: the act that the hall may go by where the words say nothing (`Context.hint`)."""

HINTS: dict[str, str] = {
    "ask": "",
    "tell_situation": "choose",
    "choose": "choose",
    "affirm": "affirm",
    "deny": "deny",
    "contact": "contact",
    "correct": "correct",
    "repeat": "repeat",
    "start_over": "start_over",
    "person": "person",
    "complaint": "complaint",
    "progress": "progress",
    "feedback_good": "feedback_good",
    "feedback_bad": "feedback_bad",
    "greet": "greet",
    "goodbye": "goodbye",
    "thanks": "thanks",
    "chitchat": "chitchat",
    "abuse": "abuse",
    "nlu_fallback": "",
}
