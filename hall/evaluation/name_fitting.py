"""`python -m hall fit-names`: weights of the score of names, from labelled texts and texts without names."""

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hall.evaluation.command import BAD_INPUT
from hall.evaluation.reading import BadInput, Row, read_rows
from knowledge_base.policy_file import read_policy
from knowledge_base.privacy.dictionary import common_words, known_words
from knowledge_base.privacy.folding import fold
from knowledge_base.privacy.name_features import (
    JOINS,
    PERSONAL_NUMBERS,
    candidates,
    features,
    read_context,
)
from knowledge_base.privacy.name_scorer import BIAS, JOINED, WEIGHTS
from knowledge_base.privacy.words import HAN, WORDS, personal_words

REDRAWN, CROSSED, SWAPPED = 12, 10, 6
"""So many times each labelled text is read with other names, with the rest of another text, with words for names."""
SINGLE, COMPOUND, ANY_SURNAME, UNUSUAL, WORDS_TOO = 0.18, 0.04, 0.4, 0.15, 0.12
"""Shares of drawn names: one given character, a compound surname, a surname however rare, an unusual character,
a name that is a word too (田野, 向阳) or stands in the dictionary as somebody's."""
HALVING_RANK = 12
"""Surnames stand in the order of their frequency, which falls about as 1 / (rank + 12)."""
CALM = 8.0
"""So many times a text of the base counts: a citizen's question that is masked falsely is answered falsely."""
PENALTY = 2.0
FEWEST = 3
"""A feature met less often is no evidence."""
BESIDE_KIN = 0.6
"""Share of names that stand beside a word for kin; the others stand in its place."""
ASKING = 0.3
"""Share of texts without names that are put after a name."""
SEED = 8

_BEGINNING = re.compile(rf"(?<=\")[^\"]+|[{HAN}].*")
"""A text without the marks of its file."""

_PERSON = re.compile(
    "(?:我|俺)?家?(爸|妈|爹|娘|父亲|母亲|老公|老婆|媳妇|丈夫|妻子|爱人|对象|儿子|女儿|闺女|姑娘|孩子|大?哥|大?姐|弟弟?|妹妹?|爷爷?|奶奶?"
    "|申请人|当事人|负责人|监护人|继承人|被告|患者|病人|户主|死者|工作人员|办事员|业主|学生|职工|老师|法人|股东|司机|护士|医生|村民|老人"
    "|姥姥|姥爷|岳父|岳母|公公|婆婆|老伴|老爷子|老太太|孙子|孙女|侄子|舅舅?|邻居|同事|朋友|老板|房东)(?![们友子儿婆妈爸爷奶哥姐弟妹])"
    "|(?:我|俺|本人|老人|他|她)(?![们家国市县的这那爸妈爹娘爷奶姥哥姐弟妹儿女老媳对孙舅姑叔婆公岳])"
)
"""A person as texts without names speak of one; group 1 is kin."""


@dataclass(frozen=True)
class Marked:
    """A text with the places of its names and of its personal numbers."""

    text: str
    names: tuple[tuple[int, int], ...]
    numbers: tuple[tuple[int, int, str], ...] = ()


class Names:
    """Draws names as they are given: surnames by frequency, characters that parents choose."""

    def __init__(self, draw: random.Random) -> None:
        """Read surnames and characters from the word lists of the recogniser."""
        data = read_policy(WORDS)
        self._draw = draw
        self._surnames = "".join(data["surnames"].split())
        self._compound = data["compound_surnames"]
        self._given = "".join(data["given"].split())
        self._words = [word for word in known_words() if self._may_be_named(word)]
        self._unusual = sorted({char for word in common_words() for char in word})
        ranks = range(len(self._surnames))
        self._weights = [1 / (rank + HALVING_RANK) for rank in ranks]

    def one(self) -> str:
        """Return a name."""
        if self._draw.random() < WORDS_TOO:
            return self._draw.choice(self._words)
        count = 1 if self._draw.random() < SINGLE else 2
        return self._surname() + "".join(self._character() for _ in range(count))

    def begins_like_one(self, word: str) -> bool:
        """Return whether a word begins with a surname, though no name can be made of it."""
        return word[0] in self._surnames and not self._may_be_named(word)

    def _may_be_named(self, word: str) -> bool:
        given = word[1:]
        return word[0] in self._surnames and len(given) < 3 and set(given) <= set(self._given)

    def _surname(self) -> str:
        if self._draw.random() < COMPOUND:
            return str(self._draw.choice(self._compound))
        if self._draw.random() < ANY_SURNAME:
            return self._draw.choice(self._surnames)
        return self._draw.choices(self._surnames, self._weights)[0]

    def _character(self) -> str:
        unusual = self._draw.random() < UNUSUAL
        return self._draw.choice(self._unusual if unusual else self._given)


def add_fit_names(parser: argparse.ArgumentParser) -> None:
    """Describe `fit-names`."""
    parser.add_argument("labelled", type=Path, help="JSONL of texts with their spans")
    parser.add_argument("plain", type=Path, nargs="+", help="YAML files and folders without names")
    parser.add_argument("--write", type=Path, default=WEIGHTS, help="the file of weights to write")


def fit_names(arguments: argparse.Namespace) -> int:
    """Write fitted weights; return 2 for a file that cannot be read."""
    try:
        labelled = [_marked(row) for row in read_rows(arguments.labelled, ("text", "spans"))]
    except BadInput as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    draw = random.Random(SEED)
    plain, names = list(_plain(arguments.plain)), Names(draw)
    persons = _persons(plain, names, draw)
    texts = [*_more(labelled, names, draw), *persons, *_asking(labelled, plain, names, draw)]
    weights = _fitted(texts, plain)
    lines = json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True)
    arguments.write.write_text(lines + "\n", encoding="utf-8")
    print(f"{len(texts)} texts, {len(plain)} without names, {len(weights)} weights")
    return 0


def _marked(row: Row) -> Marked:
    places = [(s["start"], s["end"], s["type"]) for s in row["spans"]]
    names = tuple((start, end) for start, end, kind in places if kind == "name")
    return Marked(row["text"], names, tuple(p for p in places if p[2] in PERSONAL_NUMBERS))


def _plain(paths: Sequence[Path]) -> Iterator[Marked]:
    files = [f for path in paths for f in ([path] if path.is_file() else path.rglob("*.yml"))]
    texts = [file.read_text(encoding="utf-8") for file in sorted(files)]
    lines = {line.strip("- ") for text in texts for line in text.splitlines()}
    return (Marked(fold(line).text, ()) for line in sorted(lines) if not line.isascii())


def _persons(plain: Sequence[Marked], names: Names, draw: random.Random) -> Iterator[Marked]:
    """Yield texts with a name after the words for a person (我妈张桂兰), or in their place."""
    for text in plain:
        places = list(_PERSON.finditer(text.text))
        if not places:
            continue
        person, name = draw.choice(places), names.one()
        stays = person.group() if person.group(1) and draw.random() < BESIDE_KIN else ""
        before = text.text[: person.start()] + stays
        yield Marked(
            before + name + text.text[person.end() :], ((len(before), len(before + name)),)
        )


def _asking(
    labelled: Sequence[Marked], plain: Sequence[Marked], names: Names, draw: random.Random
) -> Iterator[Marked]:
    """Yield texts that begin as a labelled one and, after its first name, go on as one without names."""
    named = [text for text in labelled if text.names]
    for text in plain:
        rest = _BEGINNING.search(text.text)
        if rest and draw.random() < ASKING:
            before, name = draw.choice(named), names.one()
            at = before.names[0][0]
            numbers = tuple(n for n in before.numbers if n[1] <= at)
            said = before.text[:at] + name
            yield Marked(said + rest.group(), ((at, len(said)),), numbers)


def _more(labelled: Sequence[Marked], names: Names, draw: random.Random) -> Iterator[Marked]:
    """Yield each text, with other names, with another end, and with common words where names stood."""
    named = [text for text in labelled if text.names]
    words = [word for word in common_words() if names.begins_like_one(word)]
    for text in labelled:
        yield from [text] * (REDRAWN // 4)
    for text in named:
        yield from (renamed(text, [names.one() for _ in text.names]) for _ in range(REDRAWN))
        yield from (_crossed(text, draw.choice(named), names) for _ in range(CROSSED))
        for _ in range(SWAPPED):
            swapped = renamed(text, [draw.choice(words) for _ in text.names])
            yield Marked(swapped.text, (), swapped.numbers)


def renamed(text: Marked, names: Sequence[str]) -> Marked:
    """Return the text with these names; the numbers move with what stands before them."""
    parts, found, moved, at = "", [], [], 0
    for (start, end), name in zip(text.names, names, strict=True):
        parts += text.text[at:start]
        found.append((len(parts), len(parts) + len(name)))
        parts, at = parts + name, end
    for start, end, kind in text.numbers:
        shift = sum(
            len(n) - (e - s) for (s, e), n in zip(text.names, names, strict=True) if e <= start
        )
        moved.append((start + shift, end + shift, kind))
    return Marked(parts + text.text[at:], tuple(found), tuple(moved))


def _crossed(one: Marked, other: Marked, names: Names) -> Marked:
    """Return what stands before the first name of one text, a name, and what follows the last name of the other."""
    before, after, name = one.text[: one.names[0][0]], other.text[other.names[-1][1] :], names.one()
    at = len(before) + len(name)
    shift = at - other.names[-1][1]
    numbers = [n for n in one.numbers if n[1] <= len(before)]
    numbers += [
        (s + shift, e + shift, kind) for s, e, kind in other.numbers if s >= other.names[-1][1]
    ]
    return Marked(before + name + after, ((len(before), at),), tuple(numbers))


def _fitted(texts: Sequence[Marked], plain: Sequence[Marked]) -> dict[str, float]:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    examples = [(*example, 1.0) for text in texts for example in _examples(text)]
    examples += [(*example, CALM) for text in plain for example in _examples(text)]
    rows, labels, weight = zip(*examples, strict=True)
    met = Counter(feature for row in rows for feature in row)
    kept = [{f: 1.0 for f in row if met[f] >= FEWEST} for row in rows]
    vectors = DictVectorizer()
    model = LogisticRegression(solver="liblinear", l1_ratio=1, C=PENALTY, random_state=SEED)
    matrix = vectors.fit_transform(kept)
    matrix.indices, matrix.indptr = matrix.indices.astype("i4"), matrix.indptr.astype("i4")
    model.fit(matrix, labels, weight)
    pairs = zip(vectors.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {name: round(float(weight), 2) for name, weight in pairs if abs(weight) >= 0.01}
    return {JOINED: 0.0} | weights | {BIAS: round(float(model.intercept_[0]), 2)}


def _examples(text: Marked) -> Iterator[tuple[list[str], bool]]:
    words = personal_words(WORDS)
    context = read_context(text.text, text.numbers, words)
    ends = {end for _, end in text.names}
    for name in candidates(context, words):
        found = features(name, context, words)
        if text.text[name.start - 1 : name.start] in JOINS and name.start - 1 in ends:
            found.append(JOINED)
        yield found, (name.start, name.end) in text.names
