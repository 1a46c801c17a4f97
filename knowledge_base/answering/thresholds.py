"""From when what was found or said is enough; the values are those of policy/decision.yml."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """When a finding is good enough; probabilities unless said, whole numbers where something is counted.

    Attributes:
        answer: P(subject) from which its guide answers; below it, down to `confirm`, the citizen is asked.
        confirm: P(subject) below which nothing is known, unless the words are `known`.
        known: the share of a question that the wordings of a subject explain, from which it is asked back at least.
        route: P(subject) from which a department without a guide is named.
        switch: P(subject) from which a question leaves the matter in talk without naming another one.
        foreign: how much more of a question another subject must explain than the one in talk, to leave it.
        about_it: the share of a follow-up that the wordings of the matter in talk explain, to be about it.
        hinted: the same, below which not even a sure statement of the matter in talk answers.
        stay: P(statement) from which the matter in talk answers, so that the question is about it.
        about: the same, of a message that may as well be about something else.
        say: P(statement) from which it is said; below it, down to `perhaps`, the best two are offered.
        perhaps: P(statement) below which the guide is said not to tell.
        ask: P(statement) from which a further ask of a message is answered beside the first.
        beside: share of a further statement, of that of the first one, from which it is said beside it.
        nearest: subjects looked at for one message.
        mention: characters of a name of a subject from which it is named.
        fuller: characters by which another subject must be named more fully than the one in talk, to leave it.
        content: tokens that say what a message is about, up to which it names nothing.
        little: characters, words and numbers up to which what nobody knows is no question: yes, 1, QQ, VIP, 张三, 下雪了.
        elliptical: characters up to which a question may ask for something of what was not said.
        reply: characters up to which a message that tells an option of the open question only replies to it.
        matter: characters from which a part of a message may be a matter of its own.
    """

    answer: float = 0.3
    confirm: float = 0.12
    known: float = 0.6
    route: float = 0.35
    switch: float = 0.7
    foreign: float = 0.4
    about_it: float = 0.33
    hinted: float = 0.2
    stay: float = 0.75
    about: float = 0.5
    say: float = 0.3
    perhaps: float = 0.12
    ask: float = 0.4
    beside: float = 0.25
    nearest: int = 12
    mention: int = 2
    fuller: int = 2
    content: int = 1
    little: int = 3
    elliptical: int = 10
    reply: int = 16
    matter: int = 4
