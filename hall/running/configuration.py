"""The supervisor's configuration file, written anew at every start."""

import os
import shlex
import sys
from pathlib import Path

from hall.running.processes import Process

START_SECONDS = 5
"""A process that ends sooner has not started."""
RETRIES = 1000
"""The supervisor waits a second longer before each: a part that cannot start yet is tried for days."""
LOG_BYTES, LOG_COPIES = "10MB", 5
STOP_SECONDS = 15
"""The hall lets requests finish for ten seconds (`graceful_timeout`)."""

HEAD = """\
; Written by `python -m hall up`; changes are lost at the next start.
[supervisord]
nodaemon=true
silent=true
identifier=onedoor
logfile={folder}/supervisord.log
logfile_maxbytes=10MB
logfile_backups=2
pidfile={folder}/supervisord.pid
childlogdir={folder}
{user}
[unix_http_server]
file={socket}
chmod=0700

[supervisorctl]
serverurl=unix://{socket}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
PROGRAM = """
[program:{name}]
command={command}
directory={root}
autorestart=true
startsecs={start_seconds}
startretries={retries}
stopsignal=TERM
stopwaitsecs={stop_seconds}
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={log}
stdout_logfile_maxbytes={log_bytes}
stdout_logfile_backups={log_copies}
"""


def configuration(
    processes: tuple[Process, ...], root: Path, folder: Path, socket: Path, logs: Path
) -> str:
    """Return the text of the file.

    Args:
        processes: to keep running.
        root: the folder they run in.
        folder: for what the supervisor itself writes.
        socket: where it listens for its owner.
        logs: one file for each process.
    """
    user = "user=root\n" if os.geteuid() == 0 else ""
    head = HEAD.format(folder=_plain(folder), socket=_plain(socket), user=user)
    programs = (_program(one, root, environ_file(one, folder), logs) for one in processes)
    return head + "".join(programs)


def environ_file(process: Process, folder: Path) -> Path:
    """Return where the environment of a process is kept: the supervisor's file cannot hold every value."""
    return folder / f"{process.name}.environ.json"


def _program(process: Process, root: Path, environ: Path, logs: Path) -> str:
    tied = (sys.executable, "-m", "hall.running.tied", str(environ), *process.command)
    return PROGRAM.format(
        name=process.name,
        command=_plain(shlex.join(tied)),
        root=_plain(root),
        log=_plain(logs / f"{process.name}.log"),
        start_seconds=START_SECONDS,
        retries=RETRIES,
        stop_seconds=STOP_SECONDS,
        log_bytes=LOG_BYTES,
        log_copies=LOG_COPIES,
    )


def _plain(value: object) -> str:
    """Return the value as the file has to spell it: the supervisor expands `%(…)s`."""
    return str(value).replace("%", "%%")
