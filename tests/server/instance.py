"""An instance of the product as real processes, with a folder and a port of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0
CHILD = "exchange-"


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], Any], what: str, patience: float = PATIENCE) -> None:
    """Wait until `true()` holds; the test fails when that takes longer than a slow machine needs."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, f"waited {patience:g} s in vain: {what}"
        time.sleep(0.05)


class Instance:
    """A folder to serve, and the supervisor while one runs."""

    def __init__(self, var: Path, **settings: str) -> None:
        self.var = var
        self.port = free_port()
        self.output = var.parent / f"{var.name}.output"
        self.settings = {"PORT": str(self.port), "SAMPLE": "0", "RATE_LIMITS": "0", **settings}
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environ(self) -> dict[str, str]:
        """What nobody else set, and the folder of this instance."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("EXCHANGE_", "DATABASE_"))}
        return {**own, "EXCHANGE_VAR": str(self.var), "PYTHONUNBUFFERED": "1"}

    def begin(self) -> None:
        """Start the supervisor and return at once."""
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "run.py"],
                cwd=ROOT,
                env={**self.environ, **self.settings},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def start(self) -> None:
        """Start the supervisor and return when it says what to open."""
        said = self.said().count("End with")
        self.begin()
        until(lambda: self.said().count("End with") > said or self.ended(), "the instance is ready")
        assert not self.ended(), self.said()

    def said(self) -> str:
        """Everything this instance wrote to the terminal so far."""
        return self.output.read_text(errors="replace") if self.output.exists() else ""

    def ended(self) -> bool:
        """True when no supervisor runs."""
        return self.process is None or self.process.poll() is not None

    def interrupt(self) -> int:
        """Ctrl-C: the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def kill(self) -> None:
        """kill -9 of the supervisor."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def children(self) -> dict[str, int]:
        """The numbers of the child processes that run for this folder, by role."""
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                name = (entry / "comm").read_text().strip()
                mine = f"EXCHANGE_VAR={self.var}".encode() in (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if mine and name.startswith(CHILD):
                found[name.removeprefix(CHILD)] = int(entry.name)
        return found

    def flask(self, *words: str, check: bool = True, **settings: str) -> subprocess.CompletedProcess[str]:
        """`flask --app run …` with the same EXCHANGE_VAR and nothing else set."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "run", *words],
            cwd=ROOT,
            env={**self.environ, **settings},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def flask_begun(self, *words: str) -> subprocess.Popen[bytes]:
        """The same, left running."""
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "run", *words],
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def get(self, address: str, timeout: float = 30) -> tuple[int, str]:
        """Status and text of an address."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def answers(self) -> bool:
        """True when the web server answers."""
        try:
            return self.get("/healthz", timeout=5)[0] == 200
        except OSError:
            return False

    def listening(self) -> bool:
        """True when somebody accepts connections on the port."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def accounts(self) -> list[dict[str, str]]:
        """The demo accounts as the file names them."""
        found: list[dict[str, str]] = json.loads((self.var / "demo-accounts.json").read_text())
        return found

    def database(self) -> closing[sqlite3.Connection]:
        """The database itself, past the product."""
        return closing(sqlite3.connect(self.var / "exchange.sqlite3", timeout=30))

    def count(self, what: str) -> int:
        """How many rows there are of a table, or of what stands in its place."""
        with self.database() as base:
            return int(base.execute(f"SELECT count(*) FROM {what}").fetchone()[0])  # noqa: S608 - names of the tests

    def close(self) -> None:
        """End whatever still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        until(lambda: not self.children(), "the children ended", 30)
