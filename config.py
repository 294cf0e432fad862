"""Settings: every value that can be set from outside, read once from the environment.

`SETTINGS` is the single list; `docs/configuration.md` is written from it by `flask --app run settings`
and a test holds the two equal. Source of the method: The Twelve-Factor App, III. Config.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safeguards

ROOT = Path(__file__).resolve().parent


class SettingsError(Exception):
    """The environment cannot be used as it is; the text says which names to set, and to what."""


@dataclass(frozen=True)
class Setting:
    """One value that can be set: its name in the environment, how it is read, default and meaning."""

    name: str
    kind: str
    default: str
    meaning: str

    @property
    def is_secret(self) -> bool:
        """True when the value is or may hold a secret: no page shows it."""
        return self.name in SECRETS


def _text(value: str) -> str:
    return value.strip()


def _integer(value: str) -> int:
    return int(value)


def _switch(value: str) -> bool:
    if value not in {"0", "1"}:
        raise ValueError(value)
    return value == "1"


def _words(value: str) -> list[str]:
    return [word for word in value.replace(",", " ").split() if word]


READERS: dict[str, Callable[[str], Any]] = {
    "text": _text,
    "number": _integer,
    "0 or 1": _switch,
    "list": _words,
}

# An address may hold a password.
SECRETS = frozenset({"SECRET_KEY", "METRICS_TOKEN", "DATABASE_URL", "SMTP_URL", "RATE_LIMIT_STORE"})

SETTINGS: tuple[Setting, ...] = (
    Setting("EXCHANGE_ENV", "text", "development", "`development` or `production`. Production demands the names marked with *."),
    Setting("EXCHANGE_VAR", "text", "var", "Folder for database, index and outgoing mail. Relative to the project's folder."),
    Setting("HOST", "text", "127.0.0.1", "Address the web server listens on."),
    Setting("PORT", "number", "8000", "Port the web server listens on."),
    Setting(
        "WEB_THREADS", "number", "8", "Requests that read answered at the same time by the web server, and as many that write."
    ),
    Setting(
        "SAMPLE",
        "0 or 1",
        "1",
        "1 loads the sample practices before serving; 0 leaves the exchange empty. In production 0 unless set.",
    ),
    Setting(
        "SECRET_KEY",
        "text",
        "",
        "* Signs sessions and links. At least 32 characters made by chance. In development made once and kept under `EXCHANGE_VAR`.",
    ),
    Setting(
        "TRUSTED_HOSTS",
        "list",
        "",
        "* Host names the product answers for, that of PUBLIC_URL among them, separated by commas. Empty in development: any.",
    ),
    Setting(
        "PUBLIC_URL",
        "text",
        "",
        "* Address readers use, such as `https://exchange.example.org`; used in mail and canonical addresses. In production https alone. In development `http://HOST:PORT`.",
    ),
    Setting("TRUSTED_PROXIES", "number", "0", "How many proxies stand before the server and set the X-Forwarded headers."),
    Setting("DATABASE_URL", "text", "", "SQLAlchemy address of the database. Empty: SQLite in `EXCHANGE_VAR/exchange.sqlite3`."),
    Setting("MAIL_SENDER", "text", "", "* Address mail is sent from. In development `exchange@localhost`."),
    Setting(
        "SMTP_URL",
        "text",
        "",
        "Mail server, `smtp://user:password@host:587` or `smtps://…`. Empty in development: files in `EXCHANGE_VAR/mail`. In production `smtp://localhost:25` if empty.",
    ),
    Setting(
        "RATE_LIMIT_STORE",
        "text",
        "memory://",
        "Where request limits are counted; an address of the `limits` library, such as `redis://host`.",
    ),
    Setting("RATE_LIMITS", "0 or 1", "1", "0 switches request limits off, for load measurements in development."),
    Setting(
        "EXCHANGE_NAME",
        "text",
        "Practice Exchange",
        "Name shown on every page and given as `source` of exported practices. What administrators write in the pages comes first.",
    ),
    Setting(
        "OPERATOR",
        "text",
        "",
        "Who runs this exchange, named on About and Privacy when set. What administrators write in the pages comes first.",
    ),
    Setting(
        "OPERATOR_EMAIL", "text", "", "Address readers write to about privacy and problems; shown on the privacy page when set."
    ),
    Setting(
        "SEARCH_ENGINE",
        "text",
        "whoosh",
        "What answers searches: whoosh, an index in the folder of the instance, or database, which looks in titles and summaries and ranks by date.",
    ),
    Setting("SEARCH_MEMORY", "number", "64", "Megabytes a process keeps of the search index between searches, at most."),
    Setting(
        "SEARCH_EVIDENCE_BOOST",
        "number",
        "10",
        "Percent by which an independently evaluated practice ranks higher; one with measured results by half of it. 0: not at all.",
    ),
    Setting(
        "SEARCH_FRESHNESS_BOOST",
        "number",
        "5",
        "Percent by which a practice reviewed lately ranks higher; half of it three years later. 0: not at all.",
    ),
    Setting(
        "SEARCH_LANGUAGE_BOOST", "number", "10", "Percent by which a text in the reader's language ranks higher. 0: not at all."
    ),
    Setting(
        "MESSAGES_PER_DAY",
        "number",
        "10",
        "Messages and invitations by which one member may turn to others in 24 hours. Answers: ten times as many.",
    ),
    Setting("REVIEW_DAYS", "number", "14", "Days after sending until a review counts as overdue."),
    Setting("SESSION_DAYS", "number", "14", "Days after which an unused sign-in ends."),
    Setting(
        "METRICS_TOKEN",
        "text",
        "",
        "What a monitoring system sends as `Authorization: Bearer …` to read `/metrics`; at least 16 characters made by chance. Empty: the address does not exist.",
    ),
    Setting(
        "LOG_LEVEL", "text", "INFO", "Level of the log on standard error: DEBUG (not in production), INFO, WARNING or ERROR."
    ),
)

# Written by the supervisor while it serves a folder; see exchange/server/instance.py.
SERVED_LOCK = "served.lock"
SERVED_SETTINGS = "served-settings.json"

# From and to, both included: beyond them a process could not start, or a date could not be counted.
RANGES = {
    "PORT": (1, 65_535),
    "WEB_THREADS": (1, 512),
    "TRUSTED_PROXIES": (0, 16),
    "SEARCH_MEMORY": (1, 65_536),
    "SEARCH_EVIDENCE_BOOST": (0, 100),
    "SEARCH_FRESHNESS_BOOST": (0, 100),
    "SEARCH_LANGUAGE_BOOST": (0, 100),
    "MESSAGES_PER_DAY": (0, 10_000),
    "REVIEW_DAYS": (1, 3_650),
    "SESSION_DAYS": (1, 3_650),
}
# Those of exchange/retrieval/engines.py.
SEARCH_ENGINES = ("whoosh", "database")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
DEMANDED_IN_PRODUCTION = ("SECRET_KEY", "TRUSTED_HOSTS", "PUBLIC_URL", "MAIL_SENDER")


@dataclass(frozen=True)
class Settings:
    """The settings as read; `values` maps each name of `SETTINGS` to its typed value."""

    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def production(self) -> bool:
        """True when the product serves real people and takes no default for what protects them."""
        return bool(self.values["EXCHANGE_ENV"] == "production")

    @property
    def var(self) -> Path:
        """The folder of everything this instance keeps, as an absolute path."""
        return Path(self.values["EXCHANGE_VAR"])

    def as_flask(self) -> dict[str, Any]:
        """The values under the names that Flask and its extensions read."""
        return {
            **self.values,
            "SETTINGS": self,
            "SQLALCHEMY_DATABASE_URI": self.values["DATABASE_URL"],
            "SESSION_COOKIE_SECURE": self.production,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_NAME": "session",
            # A session in use changes every hour and is kept anew then; feeds and files set no cookie.
            "SESSION_REFRESH_EACH_REQUEST": False,
            "PERMANENT_SESSION_LIFETIME": self.values["SESSION_DAYS"] * 86_400,
            "MAX_CONTENT_LENGTH": 1_000_000,
            "MAX_FORM_MEMORY_SIZE": 1_000_000,
            "MAX_FORM_PARTS": 1_000,
            "TRUSTED_HOSTS": self.values["TRUSTED_HOSTS"] or None,
            "WTF_CSRF_TIME_LIMIT": 86_400,
            "RATELIMIT_STORAGE_URI": self.values["RATE_LIMIT_STORE"],
            "RATELIMIT_HEADERS_ENABLED": False,
            "BABEL_DEFAULT_LOCALE": "en",
            "BABEL_DEFAULT_TIMEZONE": "UTC",
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "exchange" / "translations"),
        }


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process.

    Reads `environ`, makes `EXCHANGE_VAR` if missing, and in development makes a secret key once. With None it
    reads the process's own environment, and for names not set there the settings of the instance that is served
    from the same folder. Raises SettingsError, with a line for each setting that cannot be used or would be unsafe.
    """
    given = _with_served(os.environ) if environ is None else environ
    values, problems = _read_all(given)
    if values["EXCHANGE_ENV"] not in {"development", "production"}:
        raise SettingsError("Set EXCHANGE_ENV to development or production.")
    production = values["EXCHANGE_ENV"] == "production"
    var = _folder(values["EXCHANGE_VAR"])
    values["EXCHANGE_VAR"] = str(var)
    values["DATABASE_URL"] = values["DATABASE_URL"] or f"sqlite:///{var / 'exchange.sqlite3'}"
    if production:
        values["SAMPLE"] = values["SAMPLE"] and bool(given.get("SAMPLE", "").strip())
        problems += [*_missing_settings(values), *safeguards.in_production(values)]
        values["SMTP_URL"] = values["SMTP_URL"] or "smtp://localhost:25"
    else:
        host = f"[{values['HOST']}]" if ":" in values["HOST"] else values["HOST"]
        values["PUBLIC_URL"] = values["PUBLIC_URL"] or f"http://{host}:{values['PORT']}"
        values["MAIL_SENDER"] = values["MAIL_SENDER"] or "exchange@localhost"
    values["PUBLIC_URL"] = values["PUBLIC_URL"].rstrip("/")
    problems += [*_unusable(values, var), *(safeguards.while_debugging(values) if safeguards.is_debugging(given) else ())]
    if problems:
        raise SettingsError("\n".join(problems))
    _make(var)
    values["SECRET_KEY"] = values["SECRET_KEY"] or _kept_secret(var)
    return Settings(values)


def _folder(name: str) -> Path:
    path = Path(name)
    return path if path.is_absolute() else ROOT / path


def _make(var: Path) -> None:
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"Set EXCHANGE_VAR to a folder that can be written: {var} cannot ({error.strerror}).") from None


def _with_served(own: Mapping[str, str]) -> Mapping[str, str]:
    """`own`, and behind it what was set for the instance that is served from the same folder now."""
    var = _folder(own.get("EXCHANGE_VAR", "").strip() or "var")
    try:
        with (var / SERVED_LOCK).open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                served = json.loads((var / SERVED_SETTINGS).read_text("utf-8"))
                return {**served, **{name: value for name, value in own.items() if value.strip()}}
    except FileNotFoundError:
        pass
    return own


def _read_all(given: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Every setting as given or at its default, and a sentence for each that cannot be read or is out of its range."""
    values, problems = {}, []
    for setting in SETTINGS:
        read = READERS[setting.kind]
        try:
            values[setting.name] = read(given.get(setting.name, "").strip() or setting.default)
        except ValueError:
            values[setting.name] = read(setting.default)
            problems.append(f"Set {setting.name} to a {setting.kind}.")
    for name, (least, most) in RANGES.items():
        if not least <= values[name] <= most:
            problems.append(f"Set {name} to a number from {least} to {most}.")
    return values, problems


def _missing_settings(values: Mapping[str, Any]) -> Iterator[str]:
    missing = [name for name in DEMANDED_IN_PRODUCTION if not values[name]]
    if missing:
        yield f"Production needs these settings: {', '.join(missing)}. See docs/configuration.md."


def _unusable(values: Mapping[str, Any], var: Path) -> Iterator[str]:
    """What would fail at the first mail or the second process. No text holds a value, which may hold a password."""
    public, mail = safeguards.parts(values["PUBLIC_URL"]), safeguards.parts(values["SMTP_URL"])
    if values["PUBLIC_URL"] and (
        public.scheme not in {"http", "https"} or not public.hostname or public.path or public.query or public.fragment
    ):
        yield "Set PUBLIC_URL to an address such as https://exchange.example.org, without a path."
    if values["SMTP_URL"] and (mail.scheme not in {"smtp", "smtps"} or not mail.hostname):
        yield "Set SMTP_URL to an address such as smtp://mail.example.org:587."
    if values["SEARCH_ENGINE"] not in SEARCH_ENGINES:
        yield f"Set SEARCH_ENGINE to one of {', '.join(SEARCH_ENGINES)}."
    if values["LOG_LEVEL"] not in LOG_LEVELS:
        yield f"Set LOG_LEVEL to one of {', '.join(LOG_LEVELS)}."
    if re.fullmatch(r"sqlite(\+\w+)?:(/{0,3}|/{0,3}:memory:.*)", values["DATABASE_URL"]):
        yield "Set DATABASE_URL to a database that several processes share, or leave it empty."
    if var.resolve().is_relative_to(ROOT / "static"):
        yield "Set EXCHANGE_VAR to a folder outside static, whose files everybody can read."


def _kept_secret(var: Path) -> str:
    """The development secret under `var`, made with mode 0600 by whichever process comes first."""
    path = var / "secret-key"
    fresh = var / f".secret-key-{os.getpid()}-{secrets.token_hex(4)}"
    if not path.exists():
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text("utf-8").strip()
