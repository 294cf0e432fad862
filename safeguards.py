"""Values of settings that would let strangers in: which ones, and how to mend each. Pure; `config` asks before anything starts.

No text here ever holds a value, since it may be a secret. Source of the method: OWASP ASVS 5.0, 13 (configuration) and 11.2
(random values); the measure of a secret is Shannon's entropy of its letters, after what is easily guessed is refused.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from itertools import pairwise
from typing import Any
from urllib.parse import SplitResult, urlsplit

MAKE_ONE = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
KEY_LETTERS, KEY_BITS = 32, 90
TOKEN_LETTERS, TOKEN_BITS = 16, 40
# Parts of keys that stand in examples and manuals; six letters and more do not come up by chance.
WELL_KNOWN = ("change", "secret", "passw", "example", "insecure", "default", "replace", "qwerty", "123456", "develop", "exchange")
ADDRESS = r"[^@\s<>\"',;]+@[^@\s<>\"',;.]+(\.[^@\s<>\"',;.]+)+"
SENDER = re.compile(rf"{ADDRESS}|[^<>@\r\n]*<{ADDRESS}>")
LOOPBACK = {"localhost", "ip6-localhost"}


def in_production(values: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each value that production must not be served with; `values` are those of `config.SETTINGS`, empty ones left alone."""
    key, token = values["SECRET_KEY"], values["METRICS_TOKEN"]
    if key and is_weak(key, KEY_LETTERS, KEY_BITS):
        yield f"Set SECRET_KEY to at least {KEY_LETTERS} characters made by chance, such as `{MAKE_ONE}` prints; it can be guessed."
    if token and (token == key or is_weak(token, TOKEN_LETTERS, TOKEN_BITS)):
        yield f"Set METRICS_TOKEN to at least {TOKEN_LETTERS} characters made by chance, other than SECRET_KEY; or leave it empty."
    yield from _addresses(values)
    if values["MAIL_SENDER"] and not SENDER.fullmatch(values["MAIL_SENDER"]):
        yield "Set MAIL_SENDER to an address such as exchange@example.org."
    if not values["RATE_LIMITS"]:
        yield "Set RATE_LIMITS to 1: without limits passwords can be guessed as fast as the server answers."
    if values["LOG_LEVEL"] == "DEBUG":
        yield "Set LOG_LEVEL to INFO, WARNING or ERROR: at DEBUG the log can hold what people typed."


def _addresses(values: Mapping[str, Any]) -> Iterator[str]:
    hosts = values["TRUSTED_HOSTS"]
    public = parts(values["PUBLIC_URL"])
    if values["PUBLIC_URL"] and (public.scheme != "https" or public.username is not None):
        yield "Set PUBLIC_URL to an address that begins with https://, without a name and password in it."
    if any(re.search(r"[^\w.:\[\]-]", host) or not host.strip(".") for host in hosts):
        yield "Set TRUSTED_HOSTS to plain host names such as exchange.example.org: no *, no scheme and no path."
    elif hosts and public.hostname and not any(_covers(host, public.hostname) for host in hosts):
        yield "Set TRUSTED_HOSTS to names among which is the host of PUBLIC_URL: readers would be refused."


def _covers(trusted: str, host: str) -> bool:
    """True when a name of TRUSTED_HOSTS, which covers what lies below it where it begins with a dot, is that of `host`."""
    name = trusted.lower()
    plain = parts(f"//{name.removeprefix('.')}").hostname or ""
    return host == plain or (name.startswith(".") and host.endswith(f".{plain}"))


def while_debugging(values: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each reason not to serve the debugger, which runs any code for whoever can reach it."""
    if values["EXCHANGE_ENV"] == "production":
        yield "Start without --debug and FLASK_DEBUG: in production the debugger would run code for strangers."
    if not is_loopback(values["HOST"]):
        yield "Set HOST to 127.0.0.1, or start without --debug: the debugger runs any code for whoever can reach it."


def is_debugging(environ: Mapping[str, str]) -> bool:
    """True when Flask is asked for its debugger, as `flask --debug` and FLASK_DEBUG do."""
    return environ.get("FLASK_DEBUG", "").strip().lower() not in {"", "0", "false", "no"}


def is_weak(secret: str, letters: int, bits: float) -> bool:
    """True when a secret is short, an example, a repetition or a run of neighbours, or holds less than so many bits of chance."""
    lower = secret.lower()
    return (
        len(secret) < letters
        or any(word in lower for word in WELL_KNOWN)
        or _repeats(secret)
        or _runs(secret)
        or _entropy(secret) * len(secret) < bits
    )


def _repeats(secret: str) -> bool:
    """True when most of it has been said before: of its pieces of three letters less than six in ten are different."""
    pieces = [secret[start : start + 3] for start in range(len(secret) - 2)]
    return len(set(pieces)) < 0.6 * len(pieces)


def _runs(secret: str) -> bool:
    """True when half of its letters follow the one before, as in abcd and 4321."""
    near = sum(abs(ord(one) - ord(other)) <= 1 for one, other in pairwise(secret))
    return near >= 0.5 * len(secret)


def _entropy(secret: str) -> float:
    """Shannon's entropy of the letters, in bits a letter."""
    return -sum(count / len(secret) * math.log2(count / len(secret)) for count in Counter(secret).values())


def is_loopback(host: str) -> bool:
    """True for a host that only programs of the same machine can reach."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() in LOOPBACK


def parts(address: str) -> SplitResult:
    """An address in its parts, all empty for one that has none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
