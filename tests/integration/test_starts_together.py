"""Two starts at once: one of them runs, the other says so, and what both prepare is done once."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from hall.running.alone import InstallationBusy, alone
from tests.processes import ended, python, running
from tests.stack import ROOT, free_ports, stack_environ, wait_for

SEED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from knowledge_base.lifecycle.opening import prepare_tables
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.loading import load_catalogue
from knowledge_base.store.engine import connect
from knowledge_base.store.repository import GuideStore
from service_desk.store import DeskStore
engine, catalogue = connect(sys.argv[1]), load_catalogue()
Path(sys.argv[2]).touch()
while not Path(sys.argv[3]).exists():
    pass
DeskStore(engine).migrate()
store = GuideStore(engine)
prepare_tables(engine, datetime.now(UTC))
print(publish_files(store, catalogue, datetime.now(UTC)).new_versions)
"""
GUIDE_VERSIONS = """
SELECT count(*) FROM kb_version JOIN kb_record ON kb_record.id = record_id WHERE kind = 'guide'
"""
STEP = """
import sys
from pathlib import Path
from hall.running.preparation import Step, take
folder = Path(sys.argv[1])
code = "import time; time.sleep(1); open('made', 'a').write('x')"
step = Step("试一步", "a step", (sys.executable, "-c", code), ("source.txt",), folder / "made", folder / "s.stamp")
print(take(step, folder))
"""


@pytest.fixture
def held(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that runs `up` on this folder, as far as others can see."""
    with running(tmp_path, "up") as process:
        yield process


def test_a_second_start_says_in_one_sentence_which_process_runs(
    tmp_path: Path, held: "subprocess.Popen[str]"
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hall", "up"],
        cwd=ROOT,
        env=stack_environ(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1
    assert f"已经在运行（进程 {held.pid}，" in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "onedoor.db").exists()
    assert not (tmp_path / "run" / "supervisord.conf").exists()


def test_the_mark_goes_with_the_process_however_it_ends(
    tmp_path: Path, held: "subprocess.Popen[str]"
) -> None:
    with pytest.raises(InstallationBusy), alone(tmp_path, "up"):
        pass
    with alone(tmp_path / "another", "up"), alone(tmp_path, "serve"):
        pass
    held.kill()
    held.wait()
    with alone(tmp_path, "up"):
        pass


def test_a_hall_is_served_once(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    environ = stack_environ(tmp_path, HALL_PORT=str(port), HALL_HOST="127.0.0.1")
    with running(tmp_path, "serve"):
        done = subprocess.run(
            [sys.executable, "-m", "hall", "serve"],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 2
    assert "已经在运行" in done.stderr and done.stderr.count("\n") == 1


def test_a_step_that_two_processes_take_is_done_once(tmp_path: Path) -> None:
    (tmp_path / "source.txt").write_text("v1")
    both = [python(STEP, tmp_path) for _ in range(2)]
    assert sorted(ended(one).splitlines()[-1] for one in both) == ["False", "True"]
    assert (tmp_path / "made").read_text() == "x"


def test_two_processes_that_seed_a_new_database_publish_everything_once(
    engine: Engine, tmp_path: Path
) -> None:
    url = engine.url.render_as_string(hide_password=False)
    here = [tmp_path / "here-0", tmp_path / "here-1"]
    both = [python(SEED, url, mine, other) for mine, other in (here, here[::-1])]
    wait_for(lambda: all(path.exists() for path in here), 60, "both to be ready")
    published = sorted(int(ended(one)) for one in both)
    with closing(engine.connect()) as connection:
        versions = connection.scalar(text(GUIDE_VERSIONS))
        generations = connection.scalar(text("SELECT count(*) FROM kb_generation"))
    assert published == [0, versions] and generations == 1
