"""What changed between two texts, word by word; single characters in Chinese, Japanese and other Han text. Pure.

Source of the method: `difflib.SequenceMatcher` (Ratcliff and Obershelp) over words.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\U00020000-\U0003ffff"
_UNITS = re.compile(rf"[{HAN}]|[^\W{HAN}]+|\s+|[^\w\s]")
Segment = tuple[str, str]
# Pairs of equal words between two passages: what the comparison must walk over.
LARGEST = 2_000_000


def units(text: str) -> list[str]:
    """The text cut into words, runs of white space, single marks and single Han characters; joined they are the text again."""
    return _UNITS.findall(text)


def compare(before: str, after: str) -> list[Segment]:
    """The way from `before` to `after` as (kind, text): `same`, `del` or `ins`, neighbours of one kind joined, a deletion before its insertion.

    Compares line by line first, then the words of the lines that differ; of very long changed passages
    the whole is shown as replaced.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Segment] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if kind == "equal":
            found.append(("same", gone))
        else:
            found += _words(gone, come)
    return _joined(found)


def _words(before: str, after: str) -> list[Segment]:
    old, new = units(before), units(after)
    often, again = Counter(old), Counter(new)
    if sum(count * again[unit] for unit, count in often.items() if not unit.isspace()) > LARGEST:
        return [("del", before), ("ins", after)]
    found: list[Segment] = []
    for kind, a, b, c, d in SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(old[a:b])))
        else:
            found += [("del", "".join(old[a:b])), ("ins", "".join(new[c:d]))]
    return found


def _joined(segments: list[Segment]) -> list[Segment]:
    found: list[Segment] = []
    for kind, text in segments:
        if not text:
            continue
        if found and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1] + text)
        else:
            found.append((kind, text))
    return found


def sides(segments: list[Segment]) -> tuple[list[Segment], list[Segment]]:
    """The two columns of a comparison: the earlier text with its deletions, the later text with its insertions."""
    return [one for one in segments if one[0] != "ins"], [one for one in segments if one[0] != "del"]
