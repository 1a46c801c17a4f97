"""From when what was found is good enough; the values are those of policy/decision.yml."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """When a finding is good enough; probabilities unless said.

    Attributes:
        answer: P(subject) from which its guide answers; below it, down to `confirm`, the citizen is asked.
        confirm: P(subject) below which nothing is known.
        route: P(subject) from which a department without a guide is named.
        switch: P(subject) from which a question leaves the matter in talk without naming another one.
        foreign: how much more of a question another subject must explain than the one in talk, to leave it.
        about_it: the share of a follow-up that the wordings of the matter in talk explain, to be about it.
        stay: P(statement) from which the matter in talk answers, so that the question is about it.
        about: the same, of a message that may as well be about something else.
        say: P(statement) from which it is said; below it, down to `perhaps`, the best two are offered.
        perhaps: P(statement) below which the guide is said not to tell.
        ask: P(statement) from which a further ask of a message is answered beside the first.
        beside: share of a further statement, of that of the first one, from which it is said beside it.
    """

    answer: float = 0.3
    confirm: float = 0.12
    route: float = 0.35
    switch: float = 0.7
    foreign: float = 0.4
    about_it: float = 0.33
    stay: float = 0.75
    about: float = 0.5
    say: float = 0.3
    perhaps: float = 0.12
    ask: float = 0.4
    beside: float = 0.25
