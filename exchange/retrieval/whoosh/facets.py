"""Codes of records as bits: a row for each code, a bit for each record. A filter is rows joined, a count is bits counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exchange.retrieval.whoosh.columns import Bools, Codes, Ints

WORD, BYTE = 64, 8
AT_A_TIME = 32
Words = NDArray[np.uint64]


def words_for(records: int) -> int:
    """How many 64-bit words hold a bit for each of `records`."""
    return -(-records // WORD)


def pack(held: Bools) -> Words:
    """A mask as bits, filled up with zeros to whole words."""
    bits = np.packbits(held, bitorder="little")
    full = np.zeros(words_for(len(held)) * 8, dtype=np.uint8)
    full[: len(bits)] = bits
    return full.view(np.uint64)


def unpack(words: Words, records: int) -> Bools:
    """The first `records` bits as a mask."""
    return np.unpackbits(words.view(np.uint8), count=records, bitorder="little").view(np.bool_)


@dataclass(frozen=True)
class Rows:
    """The bits of a facet in one segment."""

    table: list[str]
    bits: Words


def rows(codes: Codes, records: int) -> Rows:
    """The bits of `codes` over `records` records."""
    # A bit at a time: a byte for each code and record takes eight times the memory, and touching it as long as all else here.
    width = words_for(records) * WORD // BYTE
    bits = np.zeros((len(codes.table), width), dtype=np.uint8)
    places = codes.codes.astype(np.int64) * width + codes.records // BYTE
    np.add.at(bits.reshape(-1), places, np.left_shift(1, codes.records % BYTE).astype(np.uint8))
    return Rows(codes.table, bits.view(np.uint64))


class Facet:
    """The bits of a facet over all segments, each beginning at a whole word."""

    def __init__(self, parts: Sequence[Rows], begins: Sequence[int], words: int) -> None:
        self.numbers: dict[str, int] = {}
        for part in parts:
            for code in part.table:
                self.numbers.setdefault(code, len(self.numbers))
        self.bits: Words = np.zeros((len(self.numbers), words), dtype=np.uint64)
        for part, begin in zip(parts, begins, strict=True):
            places = [self.numbers[code] for code in part.table]
            self.bits[places, begin : begin + part.bits.shape[1]] = part.bits

    def holding(self, codes: Iterable[str]) -> Words:
        """The records that carry one of `codes`."""
        places = [self.numbers[code] for code in codes if code in self.numbers]
        found: Words = np.bitwise_or.reduce(self.bits[places], axis=0)
        return found

    def counts(self, kept: Words) -> dict[str, int]:
        """How many of the records kept carry each code; codes that none carries are left out."""
        # A few codes at a time: their bits stay near the processor.
        some = (self.bits[begin : begin + AT_A_TIME] & kept for begin in range(0, len(self.bits), AT_A_TIME))
        counts = [count for bits in some for count in np.bitwise_count(bits).sum(axis=1, dtype=np.int64).tolist()]
        return {code: count for code, count in zip(self.numbers, counts, strict=True) if count}


class Links:
    """The codes of a facet that may be many, as (record, code) pairs: a row of bits for each would be mostly empty."""

    def __init__(self, parts: Sequence[Codes], begins: Sequence[int]) -> None:
        self.numbers: dict[str, int] = {}
        records: list[Ints] = [np.empty(0, dtype=np.int64)]
        codes: list[Ints] = [np.empty(0, dtype=np.int64)]
        for part, begin in zip(parts, begins, strict=True):
            moved = np.array([self.numbers.setdefault(code, len(self.numbers)) for code in part.table], dtype=np.int64)
            records.append(part.records.astype(np.int64) + begin * WORD)
            codes.append(moved[part.codes])
        self.records = np.concatenate(records)
        self.codes = np.concatenate(codes)

    def holding(self, codes: Iterable[str], records: int) -> Words:
        """Those of `records` records that carry one of `codes`."""
        places = [self.numbers[code] for code in codes if code in self.numbers]
        held = np.zeros(records, dtype=np.bool_)
        held[self.records[np.isin(self.codes, places)]] = True
        return pack(held)

    def counts(self, kept: Bools) -> dict[str, int]:
        """How many of the records kept carry each code; codes that none carries are left out."""
        counts = np.bincount(self.codes[kept[self.records]], minlength=len(self.numbers))
        return {code: count for code, count in zip(self.numbers, counts.tolist(), strict=True) if count}
