"""Ways to change what is on record, by somebody who can write to the database or to the folder of the roots."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any, TypeAlias

from knowledge_base.audit.hashing import BEGINNING, hash_of_entry, hash_of_words
from knowledge_base.audit.roots import files_in
from knowledge_base.audit.tables import printed
from tests.audit_kit import NOW, WORDS, Row, Victim


def rehashed(rows: list[Row], first: int = 0) -> list[Row]:
    """Return the rows as an attacker leaves them who computes every hash anew from that place on."""
    done = rows[:first]
    for row in rows[first:]:
        seq, previous = len(done) + 1, done[-1]["hash"] if done else BEGINNING
        words = row["words"]
        if row["salt"]:
            words = hash_of_words(row["algorithm"], row["salt"], *(row[name] for name in WORDS))
        own = hash_of_entry(
            row["algorithm"], previous, seq, row["at"], row["action"], row["digest"], words
        )
        done.append({**row, "seq": seq, "words": words, "prev_hash": previous, "hash": own})
    return done


def changed(rows: list[Row], place: int, **values: Any) -> list[Row]:
    """Return the rows with one of them changed."""
    return [{**row, **values} if number == place else row for number, row in enumerate(rows)]


def renumbered(rows: list[Row]) -> list[Row]:
    """Return the rows with numbers that leave no gap."""
    return [{**row, "seq": number} for number, row in enumerate(rows, start=1)]


def _full(rows: list[Row], chance: Random) -> int:
    """Return the place of an entry that is not blanked."""
    return chance.choice([place for place, row in enumerate(rows) if row["salt"]])


def change_a_word(it: Victim, chance: Random) -> None:
    place = _full(it.entries, chance)
    it.put(changed(it.entries, place, **{chance.choice(WORDS): "zhaolei"}))


def change_what_was_done(it: Victim, chance: Random) -> None:
    column = chance.choice(("at", "action", "digest", "words", "prev_hash", "algorithm"))
    place = chance.randrange(len(it.entries))
    value = {"at": printed(NOW), "algorithm": "sm3"}.get(column, "f" * 32)
    it.put(changed(it.entries, place, **{column: value}))


def change_and_hash_it_anew(it: Victim, chance: Random) -> None:
    place = _full(it.entries[:-1], chance)
    rows = changed(it.entries, place, actor="zhaolei")
    it.put(changed(rows, place, **rehashed(rows[: place + 1], place)[place]))


def delete_one(it: Victim, chance: Random) -> None:
    place = chance.randrange(len(it.entries))
    it.put([row for number, row in enumerate(it.entries) if number != place])


def delete_some_and_close_the_gap(it: Victim, chance: Random) -> None:
    first = chance.randrange(len(it.entries) - 6)
    rows = renumbered(it.entries[:first] + it.entries[first + chance.randint(1, 5) :])
    it.put(rows, rows[-1])


def swap_two(it: Victim, chance: Random) -> None:
    one, other = chance.sample(range(len(it.entries)), 2)
    rows = list(it.entries)
    rows[one], rows[other] = rows[other], rows[one]
    it.put(renumbered(rows))


def insert_one(it: Victim, chance: Random) -> None:
    place = chance.randrange(len(it.entries))
    rows = renumbered(
        [*it.entries[:place], it.entries[_full(it.entries, chance)], *it.entries[place:]]
    )
    it.put(rows, rows[-1])


def add_one_at_the_end(it: Victim, chance: Random) -> None:
    more = [*it.entries, it.entries[_full(it.entries, chance)]]
    it.put(rehashed(more, len(it.entries)))


def cut_off_the_end(it: Victim, chance: Random) -> None:
    it.put(it.entries[: -chance.randint(1, 30)])


def cut_off_the_end_and_its_mark(it: Victim, chance: Random) -> None:
    rows = it.entries[: -chance.randint(1, 30)]
    it.put(rows, rows[-1])


def delete_all(it: Victim, _chance: Random) -> None:
    it.put([], {"seq": 0, "hash": BEGINNING})


def write_all_anew(it: Victim, chance: Random) -> None:
    place = _full(it.entries[:-1], chance)
    rows = rehashed(changed(it.entries, place, actor="zhaolei"), place)
    it.put(rows, rows[-1])


def write_all_anew_without_one(it: Victim, chance: Random) -> None:
    place = chance.randrange(len(it.entries) - 1)
    rows = rehashed(it.entries[:place] + it.entries[place + 1 :], place)
    it.put(rows, rows[-1])


def blank_too_early(it: Victim, chance: Random) -> None:
    place = chance.choice([n for n, row in enumerate(it.entries) if row["salt"]])
    it.put(changed(it.entries, place, salt="", **dict.fromkeys(WORDS, "")))


def blank_too_early_with_an_entry_about_it(it: Victim, chance: Random) -> None:
    place = chance.choice(
        [n for n, row in enumerate(it.entries) if row["salt"] and not row["digest"]]
    )
    at, days = chance.choice(((NOW, "1"), (NOW, "730"), (NOW + timedelta(days=900), "730")))
    about = {
        **it.entries[place],
        **{"action": "audit_blanked", "subject": f"audit_entry:{place + 1}", "detail": days},
        **{"at": printed(at), "digest": it.entries[place]["hash"]},
    }
    rows = [*changed(it.entries, place, salt="", **dict.fromkeys(WORDS, "")), about]
    rows = rehashed(rows, len(it.entries))
    it.put(rows, rows[-1])


def change_a_guide(it: Victim, chance: Random) -> None:
    place = chance.randrange(len(it.guides))
    it.put(it.entries, guides=changed(it.guides, place, content="收费 9999 元"))


def delete_a_guide(it: Victim, chance: Random) -> None:
    place = chance.randrange(len(it.guides))
    it.put(it.entries, guides=it.guides[:place] + it.guides[place + 1 :])


def add_a_guide(it: Victim, _chance: Random) -> None:
    it.put(it.entries, guides=[*it.guides, {"name": "extra", "content": "免费"}])


def delete_a_root(it: Victim, chance: Random) -> None:
    chance.choice(files_in(it.proof.folder)).unlink()


def change_a_root(it: Victim, chance: Random) -> None:
    path = chance.choice(files_in(it.proof.folder))
    path.write_text(path.read_text().replace('"count": ', '"count": 1'))


Tampering: TypeAlias = Callable[[Victim, Random], None]

TAMPERINGS: tuple[Tampering, ...] = (
    change_a_word,
    change_what_was_done,
    change_and_hash_it_anew,
    delete_one,
    delete_some_and_close_the_gap,
    swap_two,
    insert_one,
    add_one_at_the_end,
    cut_off_the_end,
    cut_off_the_end_and_its_mark,
    delete_all,
    write_all_anew,
    write_all_anew_without_one,
    blank_too_early,
    blank_too_early_with_an_entry_about_it,
    change_a_guide,
    delete_a_guide,
    add_a_guide,
    delete_a_root,
    change_a_root,
)
"""Every kind; with 100 tries each comes five times."""
