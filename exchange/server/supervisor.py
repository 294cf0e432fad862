"""One command, the whole product: prepares the instance, then keeps a web process and a worker running.

A child that dies is started again, after a wait that doubles while it keeps dying. Ctrl-C or SIGTERM ends
all; when the supervisor itself is killed the children notice by their closed standard input and end.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from types import FrameType

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from config import ROOT, Settings, SettingsError, from_environment
from exchange import create_app
from exchange.server import accounts, child, instance, preparation

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
HEALTHY_SECONDS = 60.0
TICK_SECONDS = 0.1


class CannotStart(Exception):
    """The product cannot be started; the text says why and what to do."""


@dataclass
class Child:
    """A process the supervisor keeps running, and how often it has died of late."""

    name: str
    command: list[str]
    handed: tuple[int, ...]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    next_start: float = field(default=0.0)

    def start(self) -> None:
        """Start the process; it imports what it needs and waits for `go`."""
        self.started = time.monotonic()
        # A session of its own: Ctrl-C reaches the supervisor alone, which ends its children in order.
        self.process = subprocess.Popen(  # noqa: S603 - the command is our own
            self.command, stdin=subprocess.PIPE, pass_fds=self.handed, start_new_session=True, cwd=ROOT
        )

    def go(self) -> None:
        """Let a started process begin its work."""
        if self.process and self.process.stdin:
            try:
                self.process.stdin.write(child.GO)
                self.process.stdin.flush()
            except BrokenPipeError:
                pass  # it died already: the next look finds that and starts it again

    def look(self) -> None:
        """Start the process again when it has died and its wait is over."""
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self._died(code)
        if time.monotonic() >= self.next_start:
            self.start()
            self.go()

    def _died(self, code: int) -> None:
        self.process = None
        lived = time.monotonic() - self.started
        self.deaths = 0 if lived > HEALTHY_SECONDS else self.deaths + 1
        wait = min(FIRST_WAIT * 2 ** max(self.deaths - 1, 0), LONGEST_WAIT)
        self.next_start = time.monotonic() + wait
        tell(f"The {self.name} ended ({_ending(code)}); starting it again in {wait:g} s.")


class Supervisor:
    """The children of one instance, from start to end."""

    def __init__(self, settings: Settings, listening: socket.socket, lock: int, *, debug: bool) -> None:
        number = listening.fileno()
        web = ["--debug"] if debug else [str(number)]
        self.settings = settings
        self.listening = listening
        self.debug = debug
        self.children = [
            Child("web server", [sys.executable, "-m", "exchange.server.web", *web], (lock,) if debug else (number, lock)),
            Child("worker", [sys.executable, "-m", "exchange.server.work"], (lock,)),
        ]
        self.stopping = False
        self.announced = False

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        """Ask for the end; as a handler of signals."""
        self.stopping = True

    def run(self) -> None:
        """Keep the children running until asked to stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        if self.debug:
            self.listening.close()  # the reloading server opens it itself
        for one in self.children:
            one.go()
        while not self.stopping:
            for one in self.children:
                one.look()
            if not self.announced and answers(self.settings):
                self.announced = True
                announce(self.settings)
            time.sleep(TICK_SECONDS)
        tell("Ending.")

    def start(self) -> None:
        """Start the children; they load what they need meanwhile and wait."""
        for one in self.children:
            one.start()

    def end(self) -> None:
        """End every child: ask, wait some seconds, then make it."""
        running = [one.process for one in self.children if one.process is not None]
        for process in running:
            process.terminate()
            if process.stdin:
                process.stdin.close()
        until = time.monotonic() + child.GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def tell(text: str) -> None:
    """Say something to whoever started the product."""
    print(text, flush=True)  # noqa: T201 - the terminal is where this command answers


def listen_at(settings: Settings) -> socket.socket:
    """The socket of HOST and PORT, bound but not yet listening. Raises CannotStart when that cannot be had."""
    host, port = settings["HOST"], settings["PORT"]
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        made = socket.socket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except (OSError, OverflowError) as error:
        raise CannotStart(
            f"{host} port {port} cannot be used ({_reason(error)}). End what listens there, or set PORT to another number."
        ) from None
    return made


def begin_listening(settings: Settings, bound: socket.socket) -> None:
    """Let readers in: what they ask is answered as soon as the web process is there."""
    try:
        bound.listen(1024)
    except OSError as error:
        raise CannotStart(
            f"{settings['HOST']} port {settings['PORT']} cannot be used ({_reason(error)}). Set PORT to another number."
        ) from None


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def address_of(settings: Settings) -> tuple[str, int]:
    """Where a process of this machine reaches the web server."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(settings["HOST"], settings["HOST"])  # noqa: S104 - read, not bound
    return host, settings["PORT"]


def answers(settings: Settings) -> bool:
    """True when the web server answers; any answer counts."""
    connection = HTTPConnection(*address_of(settings), timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status > 0
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def announce(settings: Settings) -> None:
    """Say what to open."""
    host, port = address_of(settings)
    lines = [f"{settings['EXCHANGE_NAME']} is ready.", f"  Open      http://{f'[{host}]' if ':' in host else host}:{port}/"]
    if not settings.production:
        lines.append(f"  Accounts  {accounts.file_of(settings)} (member, moderator, administrator)")
        lines.append(f"  Mail      {settings['SMTP_URL'] or settings.var / 'mail'}")
    lines.append("  End with  Ctrl-C")
    tell("\n".join(lines))


def main(arguments: list[str]) -> int:
    """Serve the product until interrupted: the exit code, 1 when it could not start and 2 for settings that cannot be used."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        settings = from_environment(os.environ)
        bound = listen_at(settings)
        with instance.serving(settings, os.environ) as lock:
            return _run(settings, bound, lock, debug="--debug" in arguments)
    except SettingsError as error:
        tell(str(error))
        return 2
    except (CannotStart, preparation.Failed) as error:
        tell(str(error))
        return 1
    except instance.AlreadyServed:
        tell("This folder is served already. Set EXCHANGE_VAR to another folder, or end the other instance first.")
        return 1
    except (OSError, SQLAlchemyError, CommandError) as error:
        tell(f"The instance could not be prepared: {error}")
        return 1
    except KeyboardInterrupt:
        tell("Interrupted. Start again to go on.")
        return 0


def _run(settings: Settings, bound: socket.socket, lock: int, *, debug: bool) -> int:
    supervisor = Supervisor(settings, bound, lock, debug=debug)
    try:
        supervisor.start()
        preparation.prepare(create_app(settings), tell)
        if not debug:
            begin_listening(settings, bound)
        supervisor.run()
    finally:
        supervisor.end()
    return 0
