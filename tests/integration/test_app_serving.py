"""The hall as it is run: one process with threads, both address families, many citizens."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest

from hall.bootstrap import open_knowledge
from hall.settings import Settings
from knowledge_base.loading import load_catalogue
from knowledge_base.services import KnowledgeBase
from knowledge_base.store.engine import connect
from tests.conftest import ROOT, TRAINED
from tests.stack import wait_for
from tests.standins import hang, reply, standing

CITIZENS = 40
TOKEN = "t" * 32
START_SECONDS = 240
CARD = "232009001000-01"

pytestmark = pytest.mark.serving


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{folder / 'hall.db'}",
        "VAR_DIR": str(folder),
        "INDEX_DIR": str(TRAINED),
        "HALL_PORT": str(port),
        "METRICS_PORT": str(free_port()),
        "ACTION_TOKEN": TOKEN,
        "ACTIONS_URL": "off",
        **more,
    }


@contextmanager
def serving(folder: Path, port: int, **more: str) -> Iterator[str]:
    """Run the hall as `python -m hall serve`, over a seeded database, until it is ready."""
    command = [sys.executable, "-m", "hall", "serve"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(folder, port, **more),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(url, process, folder / "log")
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{url}/healthz", timeout=5).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise AssertionError(f"the hall did not come up:\n{log.read_text()}")


@pytest.fixture
def seeded(tmp_path: Path, knowledge: KnowledgeBase) -> Path:
    """A folder with a seeded database; `knowledge` has seen to the models."""
    engine = connect(f"sqlite:///{tmp_path / 'hall.db'}")
    open_knowledge(Settings(index_dir=TRAINED), engine).seed(load_catalogue())
    engine.dispose()
    return tmp_path


class Rasa:
    """Stands for Rasa and its action server: a turn goes back to the hall before it is answered."""

    def __init__(self, hall: str) -> None:
        self._http = httpx.Client(
            base_url=hall, headers={"X-OneDoor-Token": TOKEN}, timeout=10, trust_env=False
        )
        self._lock = threading.Lock()
        self._inside = 0
        self.most_inside = 0

    def __call__(self, handler: BaseHTTPRequestHandler, sent: dict[str, Any]) -> None:
        with self._lock:
            self._inside += 1
            self.most_inside = max(self.most_inside, self._inside)
        try:
            metadata = sent["metadata"]
            turn = {"text": sent["message"], **metadata}
            drafts = self._http.post("/internal/turn", json=turn).json()["drafts"]
        finally:
            with self._lock:
                self._inside -= 1
        reply(handler, [{"custom": draft} for draft in drafts])

    def close(self) -> None:
        self._http.close()


def say(url: str, talk: str, text: str) -> Any:
    sent = {"text": text, "client_message_id": f"{talk}-{len(text)}"}
    response = httpx.post(f"{url}/api/v1/chat/{talk}/messages", json=sent, timeout=30)
    assert response.status_code == 200, response.text
    return response.json()["messages"][0]["answer"]


def a_citizen_talks(url: str, number: int) -> list[Any]:
    talk = f"citizen-{number:04d}"
    return [say(url, talk, text) for text in ("补办身份证要多少钱", "要带什么材料", "谢谢")]


def test_forty_citizens_at_once_are_all_answered_through_rasa(seeded: Path) -> None:
    port, figures_port = free_port(), free_port()
    with (
        closing(Rasa(f"http://127.0.0.1:{port}")) as rasa,
        standing(rasa) as standin,
        serving(seeded, port, RASA_URL=standin.url, METRICS_PORT=str(figures_port)) as url,
        ThreadPoolExecutor(CITIZENS) as crowd,
    ):
        talks = list(crowd.map(lambda number: a_citizen_talks(url, number), range(CITIZENS)))
        figures = httpx.get(f"http://127.0.0.1:{figures_port}/metrics").text
        assert httpx.get(f"{url}/metrics").status_code == 404
    assert len(talks) == CITIZENS
    assert {answers[0]["item"]["item_code"] for answers in talks} == {CARD}
    assert {answers[1]["item"]["item_code"] for answers in talks} == {CARD}
    assert 1 <= rasa.most_inside <= 12
    assert 'onedoor_turns_total{by="rasa"' in figures
    assert 'status="500"' not in figures
    _logs_name_nobody(seeded / "log")


def _logs_name_nobody(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    requests = [line for line in map(json.loads, lines) if line["event"] == "request"]
    assert len(requests) >= CITIZENS
    assert all("request_id" in line for line in requests)
    text = path.read_text(encoding="utf-8")
    assert "citizen-0001" not in text
    assert "身份证" not in text


def test_forty_citizens_at_once_are_all_answered_while_rasa_hangs(seeded: Path) -> None:
    port = free_port()
    with (
        standing(hang(30)) as standin,
        serving(seeded, port, RASA_URL=standin.url, RASA_TURN_TIMEOUT="1") as url,
        ThreadPoolExecutor(CITIZENS) as crowd,
    ):
        started = time.monotonic()
        talks = list(crowd.map(lambda number: a_citizen_talks(url, number), range(CITIZENS)))
        took = time.monotonic() - started
    assert {answers[0]["item"]["item_code"] for answers in talks} == {CARD}
    assert took < 20


def test_it_listens_on_ipv4_and_ipv6_and_says_where_the_first_password_is(seeded: Path) -> None:
    port = free_port()
    with serving(seeded, port, RASA_URL="off") as url:
        assert httpx.get(f"{url}/healthz").is_success
        assert httpx.get(f"http://[::1]:{port}/healthz").is_success
        wait_for(lambda: httpx.get(f"{url}/readyz").is_success, 15, "the first look at the parts")
    assert (seeded / "first_password").stat().st_mode & 0o777 == 0o600
    assert "first_password" in (seeded / "log").read_text(encoding="utf-8")


def test_a_busy_port_is_one_clear_sentence(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as busy:
        port = busy.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "hall", "serve"],
            cwd=tmp_path,
            env=environment(tmp_path, port, HALL_HOST="127.0.0.1"),
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert ended.returncode == 2
    assert "HALL_PORT" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_an_empty_database_is_one_clear_sentence(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "hall", "serve"],
        cwd=tmp_path,
        env=environment(tmp_path, free_port(), HALL_HOST="127.0.0.1"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode != 0
    assert "python -m hall seed" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_wrong_setting_is_one_clear_sentence(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "hall", "serve"],
        cwd=tmp_path,
        env=environment(tmp_path, 8000, RASA_MAX_TURNS="many"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 2
    assert ended.stderr.strip() == "RASA_MAX_TURNS: 应为 1 到 100 的整数，现为 'many'"
