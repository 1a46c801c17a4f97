"""The supervisor that restarts what dies, as a child process."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from http.client import HTTPException
from pathlib import Path
from typing import Any
from xmlrpc.client import Error, ServerProxy

from hall.running.configuration import STOP_SECONDS, configuration, environ_file
from hall.running.processes import Process
from hall.running.tied import tie_to_parent
from hall.running.unix_socket import UnixTransport

LONGEST_SOCKET = 100
"""Bytes; the system takes 107, and the supervisor adds a suffix."""


class Supervisor:
    """Processes kept running from `start` to `stop`."""

    def __init__(self, processes: tuple[Process, ...], root: Path, var_dir: Path) -> None:
        self.processes = processes
        self._root = root
        self._folder = (var_dir / "run").resolve()
        self.logs = (var_dir / "log").resolve()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def configuration_file(self) -> Path:
        """What `supervisorctl -c` needs."""
        return self._folder / "supervisord.conf"

    @property
    def log_file(self) -> Path:
        """What the supervisor itself has to say."""
        return self._folder / "supervisord.log"

    @property
    def socket(self) -> Path:
        """Where the supervisor listens: in its folder, or in a short one where that path is too long."""
        path = self._folder / "supervisor.sock"
        if len(os.fsencode(path)) <= LONGEST_SOCKET:
            return path
        return Path(tempfile.gettempdir()) / f"onedoor-{os.getpid()}.sock"

    def start(self) -> None:
        """Start every process; each is started again whenever it ends."""
        for folder in (self._folder, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        text = configuration(self.processes, self._root, self._folder, self.socket, self.logs)
        _write(self.configuration_file, text)
        for process in self.processes:
            _write(environ_file(process, self._folder), json.dumps(dict(process.environ)))
        command = [
            sys.executable,
            "-m",
            "supervisor.supervisord",
            "-c",
            str(self.configuration_file),
        ]
        # In a session of its own: Ctrl-C and a closed terminal reach `up` alone, which stops it in order.
        self._child = subprocess.Popen(
            command, cwd=self._root, start_new_session=True, preexec_fn=tie_to_parent
        )

    def is_alive(self) -> bool:
        """Return whether the supervisor itself runs."""
        return self._child is not None and self._child.poll() is None

    def states(self) -> dict[str, dict[str, Any]]:
        """Return what the supervisor says of each process; empty while it does not answer."""
        transport = UnixTransport(self.socket)
        try:
            with ServerProxy("http://supervisor", transport=transport) as proxy:
                told: Any = proxy.supervisor.getAllProcessInfo()
        except (OSError, Error, HTTPException):
            return {}
        return {info["name"]: info for info in told}

    def end(self) -> None:
        """End the supervisor at once; its processes are told by the kernel, and end too."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()

    def stop(self) -> None:
        """Stop every process and the supervisor; nothing that they started is left."""
        if self._child is None:
            return
        if self.is_alive():
            self._child.send_signal(signal.SIGTERM)
        try:
            self._child.wait(STOP_SECONDS * 2)
        except subprocess.TimeoutExpired:
            self.end()
        self.socket.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    """Write a file for its owner's eyes: addresses may hold passwords."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text, encoding="utf-8")
