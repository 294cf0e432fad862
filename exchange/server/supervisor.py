"""One command, the whole product: prepares the instance, then keeps a web process and a worker running.

A child that dies is started again, after a wait that doubles while it keeps dying: to seconds only at first, since readers
wait for it. Ctrl-C or SIGTERM ends all; when the supervisor itself is killed its children notice and end.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException
from multiprocessing.context import ForkProcess
from types import FrameType

from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from config import Settings, SettingsError, from_environment
from exchange import create_app
from exchange.core import private
from exchange.server import child, instance, web, work
from exchange.server.restarts import Restarts
from exchange.setup import demo_accounts, preparation

FIRST_WAIT = 0.5
# The longest wait in the first minute of a row of deaths, and after it.
LONGEST_WAIT_AT_FIRST = 5.0
FIRST_SECONDS = 60.0
LONGEST_WAIT = 30.0
HEALTHY_SECONDS = 60.0
TICK_SECONDS = 0.05
PORT_SECONDS = 1.0


class CannotStart(Exception):
    """The product cannot be started; the text says why and what to do."""


@dataclass
class Child:
    """A process the supervisor keeps running, and how often it has died of late; `restarted` counts and gives all its restarts."""

    name: str
    begin: Callable[[], ForkProcess]
    restarted: Callable[[], int]
    process: ForkProcess | None = None
    started: float = 0.0
    deaths: int = 0
    row_began: float = 0.0
    next_start: float = 0.0

    def look(self) -> None:
        """Start the process, and again when it has died and its wait is over."""
        if self.process is not None:
            if self.process.is_alive():
                return
            self._note_death(self.process.exitcode or 0)
        if time.monotonic() >= self.next_start:
            self.started = time.monotonic()
            self.process = self.begin()

    def _note_death(self, code: int) -> None:
        self.process = None
        now = time.monotonic()
        self.deaths = 0 if now - self.started > HEALTHY_SECONDS else self.deaths + 1
        if self.deaths <= 1:
            self.row_began = now
        wait = wait_after(self.deaths, now - self.row_began)
        self.next_start = now + wait
        tell(f"The {self.name} ended ({_ending(code)}); starting it again in {wait:g} s. Restarts so far: {self.restarted()}.")


def wait_after(deaths: int, seconds: float) -> float:
    """Seconds until a child is started again that has died so often in a row, which began so many seconds ago."""
    longest = LONGEST_WAIT_AT_FIRST if seconds < FIRST_SECONDS else LONGEST_WAIT
    return min(FIRST_WAIT * 2.0 ** min(max(deaths - 1, 0), 10), longest)


class Supervisor:
    """The processes of one instance, from start to end."""

    def __init__(self, settings: Settings, listening: socket.socket, lock: int, *, debug: bool) -> None:
        self.settings = settings
        self.listening = listening
        self.lock = lock
        self.debug = debug
        self.lifeline = child.Lifeline()
        self.restarts = Restarts()
        serve = self._reload if debug else self._serve
        self.children = [
            Child("web server", partial(child.begin, "exchange-web", serve, self.lifeline), partial(self.restarts.add, "web")),
            Child(
                "worker", partial(child.begin, "exchange-work", self._work, self.lifeline), partial(self.restarts.add, "worker")
            ),
        ]
        self.stopping = False
        self.announced = False

    def prepare(self) -> int:
        """Prepare the instance in a process of its own: its exit code, 0 when it can be served. It has told what went wrong."""
        process = child.begin("exchange-setup", self._prepare, self.lifeline)
        try:
            process.join()
        finally:
            child.end([process])
        code = process.exitcode or 0
        if code < 0:
            tell(f"The preparation ended ({_ending(code)}). Start again to go on.")
        return abs(code)

    def run(self) -> None:
        """Keep the children running until asked to stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        try:
            while not self.stopping:
                for one in self.children:
                    one.look()
                if not self.announced and answers(self.settings):
                    self.announced = True
                    announce(self.settings)
                time.sleep(TICK_SECONDS)
            tell("Ending.")
        finally:
            child.end([one.process for one in self.children if one.process is not None])

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    # What the processes do, each in itself.

    def _prepare(self) -> None:
        self.listening.close()
        sys.exit(run_and_report(lambda: preparation.prepare(create_app(self.settings), tell)))

    def _serve(self) -> None:
        web.run(self.settings, self.listening, self.restarts)

    def _reload(self) -> None:
        self.listening.close()  # the reloading server opens it itself
        for number in (self.lock, self.lifeline.number):
            os.set_inheritable(number, True)
        os.execv(sys.executable, [sys.executable, "-m", "exchange.server.web", str(self.lifeline.number)])  # noqa: S606 - our own

    def _work(self) -> None:
        self.listening.close()
        work.run(self.settings)


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def tell(text: str) -> None:
    """Say something to whoever started the product."""
    print(text, flush=True)  # noqa: T201 - the terminal is where this command answers


def listen_at(settings: Settings) -> socket.socket:
    """The socket of HOST and PORT, bound but not yet listening. Raises CannotStart when that cannot be had.

    A port in use is tried for PORT_SECONDS: a process that has just been killed gives it back a moment later.
    """
    until = time.monotonic() + PORT_SECONDS
    while True:
        try:
            return _bind(settings["HOST"], settings["PORT"])
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE and time.monotonic() < until:
                time.sleep(TICK_SECONDS)
                continue
            raise CannotStart(
                f"{settings['HOST']} port {settings['PORT']} cannot be used ({_reason(error)}). "
                "End what listens there, or set PORT to another number."
            ) from None


def _bind(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except BaseException:
        made.close()
        raise
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
        lines.append(f"  Accounts  {demo_accounts.file_of(settings)} (member, moderator, administrator)")
        lines.append(f"  Mail      {settings['SMTP_URL'] or settings.var / 'mail'}")
    lines.append("  End with  Ctrl-C")
    tell("\n".join(lines))


def run_and_report(work: Callable[[], int | None]) -> int:
    """The exit code of `work`, or of what ended it, which is told in a line: 1, and 2 for settings that cannot be used."""
    try:
        return work() or 0
    except SettingsError as error:
        tell(str(error))
        return 2
    except (CannotStart, preparation.Failed) as error:
        tell(str(error))
    except instance.AlreadyServed:
        tell("This folder is served already. Set EXCHANGE_VAR to another folder, or end the other instance first.")
    except (OSError, SQLAlchemyError, CommandError) as error:
        tell(f"The instance could not be prepared: {error}")
    return 1


def main(arguments: list[str]) -> int:
    """Serve the product until interrupted: the exit code, 1 when it could not start and 2 for settings that cannot be used."""
    private.begin()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return run_and_report(lambda: _run(debug="--debug" in arguments))
    except KeyboardInterrupt:
        tell("Interrupted. Start again to go on.")
        return 0


def _run(*, debug: bool) -> int:
    if debug:
        os.environ["FLASK_DEBUG"] = "1"  # so that whatever reads the environment knows, the settings first
    settings = from_environment(os.environ)
    private.make_private(settings)
    with instance.serving(settings, os.environ) as lock:
        bound = listen_at(settings)
        supervisor = Supervisor(settings, bound, lock, debug=debug)
        if code := supervisor.prepare():
            return code
        if debug:
            bound.close()
        else:
            begin_listening(settings, bound)
        supervisor.run()
    return 0
