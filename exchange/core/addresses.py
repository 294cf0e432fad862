"""Addresses that come from outside."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from exchange.core.text import one_line

LONGEST = 2_000
LONGEST_PACKED = 300
HIGHEST_NUMBER = 2**31 - 1


class RecordNumber(IntegerConverter):
    """`<int:…>` of an address, at most what a column for numbers holds: a larger one names no record and is not found."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=HIGHEST_NUMBER)


def own_path(given: str | None) -> str | None:
    """`given` when it is a path of this product ("/en/desk/?page=2"), else None.

    Refuses other hosts in every spelling browsers follow: "//host", "/\\\\host", control characters
    (OWASP Unvalidated Redirects cheat sheet).
    """
    if not given or len(given) > LONGEST or not given.startswith("/") or given.startswith("//"):
        return None
    if "\\" in given or any(ord(character) <= 0x20 or ord(character) == 0x7F for character in given):
        return None
    parts = urlsplit(given)
    return None if parts.scheme or parts.netloc else given


def pack(path: str) -> str | None:
    """A path of ours for a link in a mail, where nobody may write to others: no words can be read in it. None for a long one."""
    return urlsafe_b64encode(path.encode()).decode().rstrip("=") if 0 < len(path) <= LONGEST_PACKED else None


def unpack(given: str | None) -> str | None:
    """The path of ours that `packed` was given, else None."""
    if not given or len(given) > LONGEST:
        return None
    try:
        return own_path(urlsafe_b64decode(given + "=" * (-len(given) % 4)).decode())
    except (binascii.Error, ValueError):
        return None


def web_address(given: str) -> str:
    """What was pasted as a web address: without the brackets around it, and with https:// where it begins with www."""
    address = one_line(given).removeprefix("<").removesuffix(">").strip()
    return f"https://{address}" if address[:4].lower() == "www." else address


def is_link(address: str) -> bool:
    """True for an absolute web address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not any(one.isspace() for one in address)


def link_address(given: str | None) -> str:
    """An address from outside that a page may link to, or "": only http and https."""
    line = web_address(given or "")
    return line if line.lower().startswith(("http://", "https://")) else ""


def init(app: Flask) -> None:
    """Bound the numbers in the addresses of `app`."""
    app.url_map.converters["int"] = RecordNumber
