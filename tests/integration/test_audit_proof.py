"""Nothing that was done can be changed, deleted, added or moved unseen; a whole chain is found whole."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, text

from knowledge_base.audit.chain import append
from knowledge_base.audit.faults import CannotSign
from knowledge_base.audit.roots import PUBLIC_KEY, files_in
from knowledge_base.audit.signing import new_key, private_key, read_public
from knowledge_base.store.trouble import unit_of_work
from tests.audit_kit import NOW, Victim, victim
from tests.tamperings import TAMPERINGS, changed

TRIES = 100


@pytest.fixture
def it(engine: Engine, tmp_path: Path) -> Victim:
    """A chain to break."""
    return victim(engine, tmp_path / "roots")


def test_a_whole_chain_is_found_whole_with_its_blanked_entries_and_roots(it: Victim) -> None:
    verdict = it.proof.verify(NOW)

    assert verdict.faults == ()
    assert (verdict.entries, verdict.roots) == (len(it.entries), 4)
    assert sum(not row["salt"] for row in it.entries) > 10


def test_each_of_a_hundred_tamperings_is_found_and_named(it: Victim) -> None:
    found: Counter[str] = Counter()
    for seed in range(TRIES):
        tamper = TAMPERINGS[seed % len(TAMPERINGS)]
        tamper(it, Random(seed))
        faults = it.proof.verify(NOW).faults
        found[tamper.__name__] += bool(faults)
        assert faults, (tamper.__name__, seed)
        assert all(str(fault) for fault in faults)
        it.mend()

    assert found.total() == TRIES
    assert it.proof.verify(NOW).whole


def add_one(it: Victim) -> None:
    """Put one more thing on record."""
    with unit_of_work(it.engine) as session:
        append(session, at=NOW, actor="wangfang", action="closed", subject="TJ99")


def test_a_cut_end_is_seen_by_the_roots_alone(it: Victim) -> None:
    add_one(it)
    it.proof.sign(NOW, "2026-11-24")
    it.put(it.entries)
    nowhere = replace(it.proof, folder=it.proof.folder / "none")

    assert {fault.text[-4:] for fault in nowhere.verify(NOW).faults} == {"none"}
    assert any("被截断" in str(fault) for fault in it.proof.verify(NOW).faults)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("actor", "zhaolei", "第 33 条：谁做的、对什么做的、说明或来源，与当时登记的不一致"),
        ("action", "replied", "第 33 条：时间、做了什么或所指内容的摘要，与当时登记的不一致"),
        ("algorithm", "md5", "第 33 条：读不出来"),
    ],
)
def test_a_fault_says_which_entry_and_what(it: Victim, column: str, value: str, said: str) -> None:
    it.put(changed(it.entries, 32, **{column: value}))

    assert said in "\n".join(map(str, it.proof.verify(NOW).faults))


def test_what_is_no_text_is_a_fault_and_no_crash(it: Victim) -> None:
    if it.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL takes no such text")
    with it.engine.begin() as connection:
        connection.execute(
            text("UPDATE audit_entry SET actor = CAST(x'ff' AS TEXT) WHERE seq = 40")
        )

    assert any("读不出来" in str(fault) for fault in it.proof.verify(NOW).faults)


def test_a_root_is_signed_once_a_day_and_goes_on_from_the_one_before(it: Victim) -> None:
    day = NOW + timedelta(days=1)

    assert it.proof.sign_due(day, "2026-11-24") is not None
    assert it.proof.sign_due(day, "2026-11-24") is None
    assert [path.name for path in files_in(it.proof.folder)][-1] == "000005-2026-11-24.json"
    assert it.proof.verify(day).faults == ()


def test_the_public_key_beside_the_roots_tells_their_signatures(it: Victim) -> None:
    kept = read_public((it.proof.folder / PUBLIC_KEY).read_bytes())
    other = replace(it.proof, key=new_key())

    assert kept.public_bytes_raw() == private_key(it.proof.key).public_key().public_bytes_raw()
    assert any("签名不对" in str(fault) for fault in other.verify(NOW).faults)
    assert other.verify(NOW, keys=[kept]).faults == ()


def test_a_folder_without_the_root_before_is_not_taken_for_the_right_one(it: Victim) -> None:
    empty = replace(it.proof, folder=it.proof.folder / "not-mounted")

    with pytest.raises(CannotSign, match="共享盘"):
        empty.sign(NOW, "2026-11-24")
    assert empty.sign(NOW, "2026-11-24", elsewhere=True) is not None


def test_a_folder_that_cannot_be_written_to_is_said_so(it: Victim, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    nowhere = replace(it.proof, folder=tmp_path / "file" / "roots")

    with pytest.raises(CannotSign, match="写不进"):
        nowhere.sign(NOW, "2026-11-24", elsewhere=True)


def test_without_a_key_nothing_is_signed_by_itself(it: Victim) -> None:
    keyless = replace(it.proof, key="")

    assert keyless.sign_due(NOW, "2026-11-24") is None
    with pytest.raises(CannotSign, match="hall secrets"):
        keyless.sign(NOW, "2026-11-24")


def test_a_root_that_was_written_but_not_put_on_record_is_taken_up(it: Victim) -> None:
    content = it.proof.sign(NOW, "2026-11-24")
    assert content is not None
    left = files_in(it.proof.folder)[-1].read_bytes()
    it.mend()
    (it.proof.folder / content.name).write_bytes(left)

    taken_up = it.proof.sign(NOW, "2026-11-25")

    assert taken_up == content
    assert it.proof.verify(NOW).faults == ()


def test_a_database_from_a_backup_is_not_signed_over_what_was_signed(it: Victim) -> None:
    add_one(it)
    it.proof.sign(NOW, "2026-11-24")
    left = {path: path.read_bytes() for path in files_in(it.proof.folder)}
    it.mend()
    for path, content in left.items():
        path.write_bytes(content)

    with pytest.raises(CannotSign, match="恢复过备份"):
        it.proof.sign(NOW, "2026-11-25")
