"""Tell what must not be answered from a guide: emergencies, people's records, politics, small talk.

The topics are data (`families.py`); what none of them knows is held against examples (`resemblance.py`). Danger
takes both to end a turn: docs/adr/0007.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from knowledge_base.answering.families import Family, Verdict, load_families, reading_by
from knowledge_base.answering.resemblance import Resemblance
from knowledge_base.city import city_folder
from knowledge_base.errors import GuideError
from knowledge_base.policy_file import line_of, read_policy
from knowledge_base.policy_texts import Texts
from knowledge_base.text import normalise, strip_fillers

EXAMPLES, THRESHOLDS = "screening_examples.yml", "screening_thresholds.yml"
DANGER = "danger"
"""The group of examples of the family that has a lead."""


@dataclass(frozen=True)
class Screener:
    """All families, in the order in which they are asked, and the ear for the rest.

    certain: the probability from which danger that a pattern reads ends the turn.
    """

    families: tuple[Family, ...]
    resemblance: Resemblance
    certain: float

    @classmethod
    def load(cls, folder: Path, content: Path | None = None) -> "Screener":
        """Return the screener of a policy folder, taught by the examples of a city (the served one's by default).

        Raises:
            GuideError: with every fault of every file, each with file and line.
        """
        families, words = load_families(folder)
        thresholds = _thresholds(folder / THRESHOLDS)
        examples = (content or city_folder()) / EXAMPLES
        ear = Resemblance.load(examples, words, reading_by(families), thresholds)
        return cls(families, ear, thresholds["certain"])

    def with_texts(self, texts: Texts) -> "Screener":
        """Return the screener with what the city has written in the place of some topics' words."""
        return replace(self, families=tuple(family.with_texts(texts) for family in self.families))

    def screen(self, text: str, in_talk: bool = False) -> Verdict | None:
        """Return the outcome for what is no question to a guide, None for an ordinary question.

        Args:
            text: what the citizen writes.
            in_talk: a matter is open; what only resembles danger a little, or a question about a person or a place,
                is a reply then.
        """
        plain = normalise(text)
        bare = strip_fillers(plain)
        danger = self._danger(plain, in_talk)
        if danger and danger.certain:
            return danger
        said = (self._read_by(family, plain, bare) for family in self.families if not family.lead)
        verdict = next((verdict for verdict in said if verdict), None)
        if verdict:
            return replace(verdict, suspicion=danger)
        return danger if danger or in_talk else self._resembled(plain)

    def danger(self, topic: str) -> Verdict | None:
        """Return what is said to danger of a topic that the citizen has confirmed (有危险)."""
        found = ((f, f.named(topic)) for f in self.families if f.lead)
        return next((family.said(topics) for family, topics in found if topics), None)

    def _danger(self, plain: str, in_talk: bool) -> Verdict | None:
        """Danger takes two signals to end the turn: a pattern that reads it, and the ear that hears it.

        Words that only name a topic are enough of a pattern where no matter is open.
        """
        heard = self.resemblance.hear(plain, DANGER)
        if heard is None:
            return None
        for family in self.families:
            if not family.lead:
                continue
            held = [topic for topic in family.topics if topic.holds(plain, plain)]
            read = held or [topic for topic in family.topics if topic.is_named(plain)]
            enough = held if in_talk else read
            if enough and heard.probability >= self.certain:
                return family.said(read)
            if in_talk and not read and heard.probability < self.certain:
                return None
            if suspected := read or family.named(heard.topic):
                return family.suspected(suspected[0])
        return None

    def _read_by(self, family: Family, plain: str, bare: str) -> Verdict | None:
        """Return what the patterns of a family say that is no danger, unless the ear that weighs them hears nothing."""
        verdict = family.verdict(plain, bare)
        group = self.resemblance.group_of(t.name for t in family.topics) if verdict else None
        if group is None or not group.examples.reads:
            return verdict
        return verdict if self.resemblance.hear(plain, group.examples.name) else None

    def _resembled(self, plain: str) -> Verdict | None:
        for group in self.resemblance.groups:
            heard = None if group == DANGER else self.resemblance.hear(plain, group)
            if heard:
                found = ((f, f.named(heard.topic)) for f in self.families)
                return next((family.said(topics) for family, topics in found if topics), None)
        return None


def _thresholds(path: Path) -> dict[str, float]:
    data = read_policy(path)
    try:
        return {str(name): float(value) for name, value in data.items()}
    except (AttributeError, ValueError, TypeError) as error:
        raise GuideError([f"{path}:{line_of(data)} 需为名称和0到1的数"]) from error
