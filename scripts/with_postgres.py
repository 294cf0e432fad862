"""Run a command with a PostgreSQL server for its tests: `with_postgres.py COMMAND…`.

With EXCHANGE_TEST_DATABASE_URL set, that server is used. Otherwise one is started for the run from the
installed programs, in a folder of its own under an unprivileged account, and stopped whatever happens.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

NAME = "EXCHANGE_TEST_DATABASE_URL"
# The data lives as long as the run: nothing has to survive a power cut.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=50", "listen_addresses=127.0.0.1")


def programs() -> Path:
    """The folder of the newest installed server; Debian keeps them outside PATH. SystemExit when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    named = shutil.which("initdb")
    if found:
        return found[-1].parent
    if named:
        return Path(named).resolve().parent
    sys.exit(f"No PostgreSQL server is installed. Install postgresql, or set {NAME}.")


def account() -> str | None:
    """The account the server runs under when root calls, since PostgreSQL refuses root; None for anybody else."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def under(user: str | None, command: list[str]) -> list[str]:
    """`command` as `user`, who may be nobody in particular."""
    if user is None:
        return command
    entry = pwd.getpwnam(user)
    return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups", *command]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(command: list[str]) -> int:
    """The exit code of `command`."""
    if os.environ.get(NAME):
        return subprocess.call(command)
    folder, user, port = Path(tempfile.mkdtemp(prefix="exchange-postgres-")), account(), free_port()
    if user:
        shutil.chown(folder, user)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    control = [str(programs() / "pg_ctl"), "--pgdata", str(folder / "data"), "--wait", "--silent"]
    try:
        settings = " ".join(f"-c {one}" for one in (*QUICK, f"port={port}", f"unix_socket_directories={folder}"))
        initdb = [
            str(programs() / "initdb"),
            "--auth=trust",
            "--username=exchange",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ]
        subprocess.run(
            under(user, [*initdb, "--pgdata", str(folder / "data")]), check=True, cwd=folder, stdout=subprocess.DEVNULL
        )
        start = [*control, "--log", str(folder / "log"), "--options", settings, "start"]
        subprocess.run(under(user, start), check=True, cwd=folder)
        url = f"postgresql+psycopg://exchange@127.0.0.1:{port}/postgres"
        return subprocess.call(command, env={**os.environ, NAME: url})
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            subprocess.run(under(user, [*control, "--mode=immediate", "stop"]), check=False, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
