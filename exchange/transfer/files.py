"""What is wrong with a file as a whole, told once instead of at each of its lines. Pure: its first bytes in, a sentence out."""

from __future__ import annotations

import codecs
import json

# So many bytes tell what a file is.
HEAD = 1 << 16
MOST_LINES = 20
SHOWN = 40
ENCODINGS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
EMPTY = "it is empty. Write one record a line"
NOT_LINES = "it is not JSON Lines"


class NoRecords(Exception):
    """The file holds no records that could be read line by line; the text says what it is and how to mend it."""


def fault(head: bytes) -> str:
    """What is wrong with the file that begins with `head`, "" when its lines can be read one by one. An empty `head` is no fault yet."""
    found = next((name for mark, name in ENCODINGS.items() if head.startswith(mark)), "")
    if found or b"\0" in head:
        return f"its characters are {found or 'not UTF-8'}. Save it as UTF-8"
    lines = [line.strip() for line in head.removeprefix(codecs.BOM_UTF8).splitlines() if line.strip()]
    # The last line may go on after these bytes.
    some = (lines[:-1] if len(head) >= HEAD and len(lines) > 1 else lines)[:MOST_LINES]
    unreadable = sum(not _is_utf8(line) for line in some)
    if unreadable * 2 > len(some):
        return "its characters are not UTF-8. Save it as UTF-8"
    return _shape(some)


def _shape(lines: list[bytes]) -> str:
    first = lines[0] if lines else b""
    if first != b"[" and (not lines or any(_is_object(line) for line in lines)):
        return ""
    if first.startswith(b"["):
        return f"{NOT_LINES} but one list. Write each record of the list on a line of its own, without the brackets and commas"
    if first == b"{" or (first.startswith(b"{") and len(lines) > 1 and not any(line.startswith(b"{") for line in lines[1:])):
        return f"{NOT_LINES} but one record over several lines. Write each record on one line"
    if not any(line.startswith((b"{", b"[")) for line in lines):
        return f"{NOT_LINES}: it begins with “{_words(first)}”. Write each record as one JSON object on one line"
    return ""


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_object(line: bytes) -> bool:
    try:
        return line.startswith(b"{") and isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _words(line: bytes) -> str:
    said = line.decode("utf-8", "replace")
    return said if len(said) <= SHOWN else f"{said[: SHOWN - 1]}…"
