"""What is started on this machine, what is skipped, and which trouble is found before anything starts."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hall.bootstrap import FIRST_PASSWORD
from hall.running import announcement
from hall.running.errors import CannotRun
from hall.running.ports import require_free_ports
from hall.running.preparation import Step, seeding, take
from hall.running.processes import hall_url, is_here, plan
from hall.settings import Settings
from tests.stack import ROOT, free_ports, stack_environ
from tests.standins import always, standing


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A working copy with Rasa's environment and a model."""
    python = tmp_path / ".venv-bot" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    model = tmp_path / "models" / "bot" / "onedoor.tar.gz"
    model.parent.mkdir(parents=True)
    model.touch()
    return tmp_path


def names(settings: Settings, root: Path) -> list[str]:
    return [process.name for process in plan(settings, root, {})]


def test_all_three_processes_run_where_nothing_else_is_said(installed: Path) -> None:
    assert names(Settings(), installed) == ["hall", "bot", "actions"]


def test_without_the_bot_environment_the_hall_starts_by_itself_and_is_told(tmp_path: Path) -> None:
    (hall,) = plan(Settings(), tmp_path, {})
    assert (hall.environ["RASA_URL"], hall.environ["ACTIONS_URL"]) == ("off", "off")


def test_a_rasa_on_another_machine_is_not_started_here(installed: Path) -> None:
    elsewhere = replace(Settings(), rasa_url="http://10.0.0.5:5005")
    processes = plan(elsewhere, installed, {})
    assert [process.name for process in processes] == ["hall", "actions"]
    assert processes[0].environ["RASA_URL"] == "http://10.0.0.5:5005"


def test_what_is_switched_off_is_not_started(installed: Path) -> None:
    assert names(replace(Settings(), rasa_url="", actions_url=""), installed) == ["hall"]


def test_the_bot_takes_what_the_hall_leaves_of_the_machine(installed: Path) -> None:
    bot = plan(Settings(), installed, {})[1]
    before = bot.command[: bot.command.index(str(installed / ".venv-bot/bin/python"))]
    told = (*before, sys.executable, "-c", "import os; print(os.nice(0))")
    said = subprocess.run(told, capture_output=True, text=True, check=True).stdout
    assert int(said) > os.nice(0)


def test_the_bot_is_told_its_own_keys_alone(installed: Path) -> None:
    given = {"BOT_WORKERS": "2", "SECRET_KEY": "x" * 30, "BOT_TRACKER_URL": ""}
    bot = plan(Settings(), installed, given)[1]
    assert bot.environ["BOT_WORKERS"] == "2"
    assert {"SECRET_KEY", "BOT_TRACKER_URL"}.isdisjoint(bot.environ)


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        (("::", "0.0.0.0"), "http://127.0.0.1:8000"),
        (("127.0.0.1",), "http://127.0.0.1:8000"),
        (("::1",), "http://[::1]:8000"),
        (("10.1.2.3",), "http://10.1.2.3:8000"),
    ],
)
def test_the_actions_reach_the_hall_where_it_listens(hosts: tuple[str, ...], expected: str) -> None:
    assert hall_url(replace(Settings(), hall_host=hosts)) == expected


def test_the_public_address_follows_the_port_until_it_is_set(installed: Path) -> None:
    moved = replace(Settings(), hall_port=8123)
    assert plan(moved, installed, {})[0].environ["PUBLIC_URL"] == "http://127.0.0.1:8123"
    named = replace(moved, public_url="https://zwfw.example.gov.cn")
    assert plan(named, installed, {})[0].environ["PUBLIC_URL"] == "https://zwfw.example.gov.cn"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:5005", "http://localhost:1", "http://[::1]:5005"]
)
def test_a_loopback_address_is_here(url: str) -> None:
    assert is_here(url)


def test_a_busy_port_is_named_with_its_setting(installed: Path) -> None:
    with standing(always({})) as taken:
        hall_port, metrics_port = free_ports(2)
        own = replace(
            Settings(),
            hall_host=("127.0.0.1",),
            hall_port=hall_port,
            metrics_port=metrics_port,
            rasa_url=taken.url,
            actions_url="",
        )
        port = taken.url.rsplit(":", 1)[1]
        with pytest.raises(CannotRun, match=rf"端口 {port} 已被占用（RASA_URL）"):
            require_free_ports(own, plan(own, installed, {}))
        require_free_ports(own, ())


def test_a_busy_port_of_the_figures_is_named_too() -> None:
    with standing(always({})) as taken:
        (hall_port,) = free_ports(1)
        port = int(taken.url.rsplit(":", 1)[1])
        own = replace(Settings(), hall_host=("127.0.0.1",), hall_port=hall_port, metrics_port=port)
        with pytest.raises(CannotRun, match=rf"端口 {port} 已被占用（METRICS_PORT）"):
            require_free_ports(own, ())


def test_an_address_of_another_machine_cannot_be_listened_on() -> None:
    own = replace(Settings(), hall_host=("192.0.2.1",))
    with pytest.raises(CannotRun, match=r"不能在 192\.0\.2\.1 端口 8000 上监听（HALL_PORT）"):
        require_free_ports(own, ())


def up(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hall", "up"]
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60
    )


def test_starting_on_a_busy_port_ends_in_one_sentence(tmp_path: Path) -> None:
    with standing(always({})) as taken:
        port = taken.url.rsplit(":", 1)[1]
        done = up(stack_environ(tmp_path, HALL_HOST="127.0.0.1", HALL_PORT=port))
    assert done.returncode == 1
    assert f"端口 {port} 已被占用（HALL_PORT）" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "onedoor.db").exists()


def test_starting_with_wrong_settings_names_each_of_them(tmp_path: Path) -> None:
    done = up(stack_environ(tmp_path, THREADS="many", LOG_LEVEL="loud"))
    assert done.returncode == 1
    assert "THREADS: " in done.stderr and "LOG_LEVEL: " in done.stderr
    assert "Traceback" not in done.stderr


def step(folder: Path, code: str = "open('made', 'a').write('x')", **more: object) -> Step:
    (folder / "source.txt").write_text("v1")
    values = {
        "chinese": "试一步",
        "english": "a step",
        "command": (sys.executable, "-c", code),
        "sources": ("source.txt",),
        "made": folder / "made",
        "stamp": folder / "step.stamp",
    }
    return Step(**{**values, **more})  # type: ignore[arg-type]


def test_a_step_whose_work_stands_is_skipped(tmp_path: Path) -> None:
    once = step(tmp_path)
    assert [take(once, tmp_path), take(once, tmp_path)] == [True, False]
    assert (tmp_path / "made").read_text() == "x"


def test_a_step_runs_again_when_a_source_changes_or_its_work_is_gone(tmp_path: Path) -> None:
    once = step(tmp_path)
    take(once, tmp_path)
    (tmp_path / "source.txt").write_text("v2")
    assert take(once, tmp_path)
    (tmp_path / "made").unlink()
    assert take(once, tmp_path)


def test_a_step_runs_again_in_another_place(tmp_path: Path) -> None:
    take(step(tmp_path, place="sqlite:///a.db"), tmp_path)
    assert take(step(tmp_path, place="sqlite:///b.db"), tmp_path)


def test_a_failed_step_is_named_and_not_remembered(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    bad = step(tmp_path, code="print('a reason'); raise SystemExit(3)", log=tmp_path / "step.log")
    with pytest.raises(CannotRun, match="试一步"):
        take(bad, tmp_path)
    assert "a reason" in capfd.readouterr().err
    assert not bad.stamp.exists()


def test_a_database_file_that_is_gone_is_made_again() -> None:
    own = replace(Settings(), database_url="sqlite:///var/elsewhere.db")
    assert seeding(own).made == Path("var/elsewhere.db")
    assert seeding(replace(own, database_url="postgresql://u:p@db/onedoor")).made is None


def test_the_doors_are_announced_with_the_first_password(tmp_path: Path) -> None:
    (tmp_path / announcement.FIRST_PASSWORD).write_text("Xy12345\n")
    said = announcement.announcement(Settings(var_dir=tmp_path), 12.3, tmp_path / "log")
    for door in ("/demo", "/chat", "/counter/", "/console/", "/wechat", "/healthz", "/readyz"):
        assert f"http://127.0.0.1:8000{door}" in said
    assert "http://127.0.0.1:8001/metrics" in said
    assert "Xy12345" in said and "WECHAT_TOKEN" in said and str(tmp_path / "log") in said


def test_a_first_password_of_an_earlier_start_is_not_printed_again(tmp_path: Path) -> None:
    file = tmp_path / announcement.FIRST_PASSWORD
    file.write_text("Xy12345\n")
    later = file.stat().st_mtime + 3600
    settings, logs = Settings(var_dir=tmp_path), tmp_path / "log"
    said = announcement.announcement(settings, 12.3, logs, lambda: later)
    assert "Xy12345" not in said
    assert str(file) in said
    file.unlink()
    assert "admin" not in announcement.announcement(settings, 12.3, logs, lambda: later)


def test_the_first_password_is_looked_for_where_the_hall_writes_it() -> None:
    assert announcement.FIRST_PASSWORD == FIRST_PASSWORD
