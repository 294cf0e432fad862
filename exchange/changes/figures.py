"""What is counted of the records readers see, kept by each process and brought up to date by the record of visible change.

Of each code (a theme, a country, a level of evidence, …) the records that have it are kept as the bits of one number: bit 7 is record 7.
Counting is counting bits, and what holds for two codes at once is one `&`: a page that counts costs the same however many
records there are. Why so: docs/decisions/0034.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from flask import current_app

from exchange.changes import queries
from exchange.core.db import db

EXTENSION = "figures"
# More changes than this at once are not looked at one by one.
WHOLE = 20_000
RUN = 500
Code = tuple[str, str]
# The codes of the records with these numbers, or of all of them, that everybody may see: (number, code). A record without any has EVERY.
CodesOf = Callable[[Sequence[int] | None], Iterable[tuple[int, Code]]]
EVERY: Code = ("", "")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Bits:
    """Which records have which code, as the database was at `sequence` of the record of visible change. Never changed after it is made."""

    by_code: Mapping[Code, int]
    sequence: int
    terms: object
    _made: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    @property
    def every(self) -> int:
        """All records that everybody may see."""
        return self.by_code.get(EVERY, 0)

    def having(self, facet: str, values: Iterable[str]) -> int:
        """The records that have one of the values."""
        found = 0
        for value in values:
            found |= self.by_code.get((facet, value), 0)
        return found

    def values(self, facet: str) -> dict[str, int]:
        """The records by each value of a facet that any has."""
        return {value: bits for (of, value), bits in self.by_code.items() if of == facet and bits}

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives, made once for these bits."""
        if key not in self._made:
            self._made[key] = make()
        found: Made = self._made[key]
        return found


def newest_numbers(bits: int, limit: int) -> list[int]:
    """The highest numbers among `bits`, highest first."""
    found: list[int] = []
    while bits and len(found) < limit:
        found.append(bits.bit_length() - 1)
        bits ^= 1 << found[-1]
    return found


def bits(kind: str, codes_of: CodesOf, terms: object) -> Bits:
    """The bits of all records of `kind` as the database says now. `terms` is the state of what codes depend on: another state has all read anew.

    Reads what changed since this process asked last, which is nothing for most requests; all of it the first time.
    """
    kept = _bits_by_name().setdefault(kind, _Kept())
    with kept.lock:
        latest = _latest()
        found = kept.bits
        if found is None or found.terms is not terms:
            found = _read(codes_of, terms, latest)
        elif found.sequence < latest:
            found = _brought_up(found, kind, codes_of, latest)
        # A request that began earlier may see less than another brought here: what is newer stays.
        kept.bits = found
        return found


def _latest() -> int:
    """The highest sequence, asked once a transaction: a page that counts eight times asks once."""
    session = db.session()
    asked = session.info.get(EXTENSION)
    if asked is None or asked[0] is not session.get_transaction():
        found = queries.latest()
        asked = session.info[EXTENSION] = (session.get_transaction(), found)
    latest: int = asked[1]
    return latest


@dataclass
class _Kept:
    lock: Any = field(default_factory=Lock)
    bits: Bits | None = None


def _bits_by_name() -> dict[str, _Kept]:
    held: dict[str, _Kept] = current_app.extensions.setdefault(EXTENSION, {})
    return held


def _read(codes_of: CodesOf, terms: object, latest: int) -> Bits:
    return Bits(_numbers(codes_of(None)), latest, terms)


def _brought_up(before: Bits, kind: str, codes_of: CodesOf, latest: int) -> Bits:
    changed = queries.numbers_after(kind, before.sequence)
    if len(changed) > WHOLE:
        return _read(codes_of, before.terms, latest)
    if not changed:
        return Bits(before.by_code, latest, before.terms, before._made)
    fresh = _numbers(pair for some in _runs(changed) for pair in codes_of(some))
    others = ~_numbers((number, EVERY) for number in changed)[EVERY]
    codes = before.by_code.keys() | fresh.keys()
    now = {code: before.by_code.get(code, 0) & others | fresh.get(code, 0) for code in codes}
    return Bits({code: some for code, some in now.items() if some}, latest, before.terms)


def _numbers(pairs: Iterable[tuple[int, Code]]) -> dict[Code, int]:
    """The numbers of each code as bits. Bytes that grow, since every change of a number would copy all of it."""
    made: dict[Code, bytearray] = {}
    for number, code in pairs:
        held = made.setdefault(code, bytearray())
        place = number >> 3
        if place >= len(held):
            held.extend(bytes(place + 1 - len(held)))
        held[place] |= 1 << (number & 7)
    return {code: int.from_bytes(held, "little") for code, held in made.items()}


def _runs(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + RUN] for start in range(0, len(numbers), RUN))
