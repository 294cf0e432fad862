"""What a copy says of itself: when and from what it was made, and the size and sum of each of its parts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = "practice-exchange-backup"
NEWEST = 1
NAME = "manifest.json"
TABLES = "tables/"
FILES = "files/"
_SUM = re.compile(r"[0-9a-f]{64}")
_TABLE = re.compile(r"[a-z][a-z0-9_]{0,62}")


class Refused(Exception):
    """The file cannot be restored; the text says why in a sentence, and what to do where there is something to do."""


@dataclass(frozen=True)
class Part:
    """One member of the archive: bytes before compression, and their SHA-256 in hexadecimal digits."""

    size: int
    sha256: str


@dataclass(frozen=True)
class TablePart(Part):
    """A table: a line of JSON for each row, values in the order of `columns`. `last` is the highest number ever given out, if any."""

    columns: tuple[str, ...]
    rows: int
    last: int | None


@dataclass(frozen=True)
class Manifest:
    """`tables` by name, `files` by folder and path; `settings` without what is secret, of which `secrets` names those that were set."""

    made_at: str
    database: str
    revision: str
    tables: Mapping[str, TablePart]
    files: Mapping[str, Part]
    settings: Mapping[str, Any]
    secrets: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(one.rows for one in self.tables.values())

    @property
    def parts(self) -> dict[str, Part]:
        """Every part by the name of its member."""
        tables = {f"{TABLES}{name}.jsonl": one for name, one in self.tables.items()}
        return {**tables, **{f"{FILES}{name}": one for name, one in self.files.items()}}

    def encode(self) -> bytes:
        """The manifest as it stands in the archive."""
        return json.dumps({"format": FORMAT, "format_version": NEWEST, **asdict(self)}, ensure_ascii=False, indent=1).encode()


def read(raw: bytes) -> Manifest:
    """The manifest of these bytes. Refused when they are none, or one of a newer version of the product."""
    try:
        given = json.loads(raw)
        if given["format"] != FORMAT:
            raise Refused("The archive was not made by `backup create`.")
        if _natural(given["format_version"]) > NEWEST:
            raise Refused("The copy was made by a newer version of the product. Restore it with that version.")
        return Manifest(
            made_at=_text(given["made_at"]),
            database=_text(given["database"]),
            revision=_text(given["revision"]),
            tables={_table(name): _table_part(one) for name, one in given["tables"].items()},
            files={_path(name): _part(one) for name, one in given["files"].items()},
            settings={_text(name): value for name, value in given["settings"].items()},
            secrets=tuple(_text(name) for name in given["secrets"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused(
            "The archive has no list of its parts that can be read. It was damaged, or made by something else."
        ) from None


def _part(given: Any) -> Part:
    return Part(_natural(given["size"]), _sum(given["sha256"]))


def _table_part(given: Any) -> TablePart:
    columns = tuple(_table(name) for name in given["columns"])
    last = None if given["last"] is None else _number(given["last"])
    return TablePart(_natural(given["size"]), _sum(given["sha256"]), columns, _natural(given["rows"]), last)


def _natural(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise TypeError
    return value


def _number(value: Any) -> int:
    """The number of a row, which both databases can go on from."""
    if _natural(value) >= 2**31 - 1:
        raise ValueError
    return int(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _sum(value: Any) -> str:
    if not _SUM.fullmatch(_text(value)):
        raise ValueError
    return str(value)


def _table(value: Any) -> str:
    if not _TABLE.fullmatch(_text(value)):
        raise ValueError
    return str(value)


def _path(value: Any) -> str:
    """A name of at least a folder and a file that stays below where it is put. ValueError for any other."""
    steps = _text(value).split("/")
    plain = all(step not in {"", ".", ".."} and step.isprintable() and "\\" not in step for step in steps)
    if len(steps) < 2 or not plain:
        raise ValueError
    return str(value)
