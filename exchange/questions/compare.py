"""What changed between two texts, word by word; single characters in Chinese, Japanese and other Han text. Pure, and bounded.

Source of the method: the longest common subsequence (Hyyrö 2004, bit-parallel, in rapidfuzz) of the lines, then of the words of the lines
that differ. As in "diff-match-patch" (Fraser), words that stayed between larger changes are shown as changed with them, so that
a passage written anew reads as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Indel

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\U00020000-\U0003ffff"
_UNITS = re.compile(rf"[{HAN}]|[^\W{HAN}]+|\s+|[^\w\s]")
_LINES = re.compile(r"\n+|[^\n]+")
Segment = tuple[str, str]
Sides = tuple[list[Segment], list[Segment]]
# Pairs of pieces that all comparisons of a page may hold against each other: about 50 ms, and at most 5 MB at a time.
MOST_PAIRS = 40_000_000


class Steps:
    """How many pairs of pieces may still be held against each other; one for all the comparisons of a page."""

    def __init__(self, left: int = MOST_PAIRS) -> None:
        self._left = left

    def take(self, pairs: int) -> bool:
        """True, and `pairs` fewer are left, when there are as many."""
        if pairs > self._left:
            return False
        self._left -= pairs
        return True


@dataclass
class _Change:
    """What went and what came at one place, in parts, with the size of the larger of the two; then what stayed after it."""

    gone: list[str]
    come: list[str]
    size: int
    stayed: list[str] = field(default_factory=list)


def units(text: str) -> list[str]:
    """The text cut into words, runs of white space, single marks and single Han characters; joined they are the text again."""
    return _UNITS.findall(text)


def compare(before: str, after: str, steps: Steps | None = None) -> list[Segment]:
    """The way from `before` to `after` as (kind, text): `same`, `del` or `ins`, neighbours of one kind joined, a deletion before its insertion.

    A passage for which no `steps` are left is shown as replaced as a whole.
    """
    steps = steps or Steps()
    found: list[Segment] = []
    for gone, come, stayed in _between(_LINES.findall(before), _LINES.findall(after), steps):
        found += _words(gone, come, steps)
        found.append(("same", stayed))
    return _join(found)


def _words(before: str, after: str, steps: Steps) -> list[Segment]:
    """The way from one passage to another by their words."""
    if before == after or not before.strip() or not after.strip():
        return _replace(before, after)
    found: list[Segment] = []
    for gone, come, stayed in _between(units(before), units(after), steps):
        found += [*_replace(gone, come), ("same", stayed)]
    return _readable(found)


def _replace(before: str, after: str) -> list[Segment]:
    """One passage taken for the other, unless they are the same."""
    return [("same", before)] if before == after else [("del", before), ("ins", after)]


def _between(old: list[str], new: list[str], steps: Steps) -> Iterator[tuple[str, str, str]]:
    """What went and what came before each piece that stayed, then that piece; at the end once more, before nothing.

    White space is held against nothing: it says little on which pieces belong together. It stays where it is the same beside one that stayed.
    """
    places, others = ([place for place, piece in enumerate(side) if not piece.isspace()] for side in (old, new))
    stayed = _common([old[place] for place in places], [new[place] for place in others], steps)
    first = begin = 0
    for one, other in [*((places[one], others[other]) for one, other in stayed), (len(old), len(new))]:
        gone, come = old[first:one], new[begin:other]
        first, begin = one + 1, other + 1
        head = gone.pop(0) if gone and come and gone[0] == come[0] else ""
        if head:
            come.pop(0)
            yield "", "", head
        tail = gone.pop() if gone and come and gone[-1] == come[-1] else ""
        if tail:
            come.pop()
        yield "".join(gone), "".join(come), tail + (old[one] if one < len(old) else "")


def _common(old: Sequence[str], new: Sequence[str], steps: Steps) -> list[tuple[int, int]]:
    """The places of the pieces that stayed, in order; only those at the ends that both share when no steps are left."""
    shorter = min(len(old), len(new))
    head = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    rest = shorter - head
    tail = next((place for place in range(rest) if old[-1 - place] != new[-1 - place]), rest)
    last, end = len(old) - tail, len(new) - tail
    found = [(place, place) for place in range(head)]
    if head < last and head < end and steps.take((last - head) * (end - head)):
        # Numbers for pieces: they are compared by their hash, and that of a whole number is itself.
        numbers: dict[str, int] = {}
        left, right = ([numbers.setdefault(one, len(numbers)) for one in side] for side in (old[head:last], new[head:end]))
        for block in Indel.opcodes(left, right).as_matching_blocks():
            found += [(head + block.a + place, head + block.b + place) for place in range(block.size)]
    return found + [(last + place, end + place) for place in range(tail)]


def _readable(segments: Iterable[Segment]) -> list[Segment]:
    """The segments, with words that stayed between two changes counted to them when each change is larger than the words."""
    start: list[str] = []
    changes: list[_Change] = []
    for kind, text in _join(segments):
        if kind == "same":
            (changes[-1].stayed if changes else start).append(text)
            continue
        if not changes or changes[-1].stayed:
            _merge_small(changes)
            changes.append(_Change([], [], 0))
        change = changes[-1]
        side = change.gone if kind == "del" else change.come
        side.append(text)
        change.size = max(change.size, len(text.strip()))
    _merge_small(changes)
    found: list[Segment] = [("same", "".join(start))]
    for change in changes:
        found += [("del", "".join(change.gone)), ("ins", "".join(change.come)), ("same", "".join(change.stayed))]
    return found


def _merge_small(changes: list[_Change]) -> None:
    """Make one of the last two changes, again and again, while what stayed between them is smaller than either."""
    while len(changes) > 1:
        before, last = changes[-2:]
        between = "".join(before.stayed)
        if len(between.strip()) >= min(before.size, last.size):
            return
        before.gone += [between, *last.gone]
        before.come += [between, *last.come]
        before.size += len(between) + last.size
        before.stayed = last.stayed
        changes.pop()


def _join(segments: Iterable[Segment]) -> list[Segment]:
    """The segments with neighbours of one kind joined and empty ones left out."""
    found: list[tuple[str, list[str]]] = []
    for kind, text in segments:
        if not text:
            continue
        if found and found[-1][0] == kind:
            found[-1][1].append(text)
        else:
            found.append((kind, [text]))
    return [(kind, "".join(parts)) for kind, parts in found]


def sides(segments: list[Segment]) -> Sides:
    """The two columns of a comparison: the earlier text with its deletions, the later text with its insertions."""
    return [one for one in segments if one[0] != "ins"], [one for one in segments if one[0] != "del"]
