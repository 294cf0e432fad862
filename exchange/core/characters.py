"""The one table of characters for all text that comes in, whichever way: what ends a line, what is a space, what goes, what stays where.

Letters, digits, signs and emoji always stay. What nobody sees stays only where a script or an emoji is written with it.
"""

from __future__ import annotations

import re
import unicodedata

MOST_MARKS = 4
# Hebrew with points and cantillation, Burmese and Tibetan put more of their own marks on a letter than 4.
MOST_OWN_MARKS = 8

LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
# Separators of old files, blanks that count as letters or signs, and the place of a lost object: each keeps two words apart.
SPACES = "\x1c\x1d\x1e\x1f\u2800\u3164\uffa0\ufffc"
# What Windows has where others have control characters, read as browsers read it.
_NOT_OF_WINDOWS = {0x81, 0x85, 0x8D, 0x8F, 0x90, 0x9D}
_OF_WINDOWS = {code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in _NOT_OF_WINDOWS}
# Code points that are no characters, two at the end of each plane.
_NO_CHARACTERS = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
# Controls, halves of characters, tags, orders to turn the direction of letters, and what takes no room on a page.
_UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u115f\u1160\u17b4\u17b5\u200b\u202d\u202e\u2060-\u2065\u206a-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\U00016fe4\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    f"\U000e0000-\U000e00ff\U000e01f0-\U000e0fff{_NO_CHARACTERS}"
)
# Half-spaces, joined and unjoined forms: Arabic, Persian, the scripts of India and South-East Asia, Mongolian, and Hebrew's order of marks.
_JOINERS = "\u034f\u180e\u200c\u200d"
_JOINED = re.compile(
    "[\u0591-\u05f4\u0620-\u06ff\u0710-\u109f\u1780-\u17ff\u1810-\u18af\u1900-\u1cff\ua800-\uabff\ufb1d-\ufdcf\ufdf0-\ufdff"
    "\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
# Which form of a character: Han, Burmese, Mongolian; emoji or plain sign.
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_VARIED = re.compile("[\u1000-\u109f\u1820-\u18af\u2139\u3400-\u9fff\ua840-\ua877\uf900-\ufaff\U00020000-\U000323af]")
_KEYCAP = "\u20e3"
_MARKS_OF_DIRECTION = "\u061c\u200e\u200f"
_EMBEDDINGS, _END_OF_EMBEDDING = "\u202a\u202b", "\u202c"
_ISOLATES, _END_OF_ISOLATE = "\u2066\u2067\u2068", "\u2069"
_PAIRED = _EMBEDDINGS + _END_OF_EMBEDDING + _ISOLATES + _END_OF_ISOLATE
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Marks of any script; the others belong to one.
_SHARED_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u2de0-\u2dff\ua66f-\ua67d\ufe00-\ufe2f]"
)

_TABLE = {**_OF_WINDOWS, **{ord(one): "\n" for one in LINE_ENDS}, **{ord(one): " " for one in SPACES}}
_SUSPECT = re.compile(f"[{_UNSEEN}{LINE_ENDS}{SPACES}{_JOINERS}{_SELECTORS}{_MARKS_OF_DIRECTION}{_PAIRED}]")
# Those of them that Python counts as printable.
_PRINTABLE_SUSPECTS = [
    *"\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\ufffc\U00016fe4\U0001d159",
    *map(chr, range(0xFE00, 0xFE10)),
    *map(chr, range(0xE0100, 0xE01F0)),
]
_GOES = re.compile(f"[{_UNSEEN}]+")
_TURNING = re.compile(f"[{_PAIRED}]")
_MARK_OF_DIRECTION = re.compile(f"[{_MARKS_OF_DIRECTION}]+")
_HELPER = re.compile(f"[{_JOINERS}{_SELECTORS}]")
_HELPERS = re.compile(f"[{_JOINERS}{_SELECTORS}]+")
_SELECTOR = re.compile(f"[{_SELECTORS}]")
_JOINER = re.compile(f"[{_JOINERS}]")
# A mark is no letter, digit, space or ASCII: only where several such stand together can a letter have too many.
_MAYBE_STACKED = re.compile(rf"[^\w\s\x21-\x7e]{{{MOST_MARKS + 1},}}")


def sift(text: str) -> str:
    """`text` in NFC with line feeds only: separators as spaces or line ends, nothing unseen, few marks a letter, directions in pairs."""
    if _is_suspect(text):
        text = text.replace("\r\n", "\n").translate(_TABLE)
        text = _HELPERS.sub(_needed_helpers, _with_paired_directions(_GOES.sub("", text)))
    normal = unicodedata.normalize("NFC", text)
    if normal.isascii():
        return normal
    thinned = _MAYBE_STACKED.sub(_few_marks, normal)
    return thinned if thinned == normal else unicodedata.normalize("NFC", thinned)


def without_turns(text: str) -> str:
    """`text` without the characters that turn the direction of others; a title or name is isolated by the page it stands in."""
    return text if text.isascii() else _TURNING.sub("", text)


def without_directions(text: str) -> str:
    """`text` without any character that only says in which direction to write: two names that differ in one look the same."""
    return text if text.isascii() else _MARK_OF_DIRECTION.sub("", _TURNING.sub("", text))


def without_helpers(text: str) -> str:
    """`text` without any character that has no shape of its own: two that differ in such ones only look the same."""
    return text if text.isascii() else _HELPERS.sub("", without_directions(_GOES.sub("", text)))


def has_letter(text: str) -> bool:
    """True when a letter can be seen in `text`."""
    return any(unicodedata.category(one) in {"Lu", "Ll", "Lt", "Lo"} for one in _GOES.sub("", text.translate(_TABLE)))


def _is_suspect(text: str) -> bool:
    # Nearly every text is told good by what Python knows of printing, which is much faster than reading it.
    if text.replace("\n", "").replace("\t", "").isprintable():
        return not text.isascii() and any(one in text for one in _PRINTABLE_SUSPECTS)
    return text.isascii() or _SUSPECT.search("".join(set(text))) is not None


def _with_paired_directions(text: str) -> str:
    """Marks of direction beside right-to-left writing only, and what begins a direction only where its end follows in the same line."""
    if not _RIGHT_TO_LEFT.search(text):
        text = _MARK_OF_DIRECTION.sub("", text)
    return "\n".join(map(_drop_unpaired, text.split("\n"))) if _TURNING.search(text) else text


def _drop_unpaired(line: str) -> str:
    """One line without beginnings and ends that have no partner, and without pairs around nothing. An isolate's end ends what began in it."""
    kept: list[str] = []
    begun: list[tuple[str, int, int]] = []
    isolates = seen = 0
    for one in line:
        if one in _EMBEDDINGS or one in _ISOLATES:
            begun.append((one, len(kept), seen))
            isolates += one in _ISOLATES
            kept.append(one)
        elif (one == _END_OF_EMBEDDING and not (begun and begun[-1][0] in _EMBEDDINGS)) or (
            one == _END_OF_ISOLATE and not isolates
        ):
            continue
        elif one in {_END_OF_EMBEDDING, _END_OF_ISOLATE}:
            while one == _END_OF_ISOLATE and begun[-1][0] in _EMBEDDINGS:
                kept[begun.pop()[1]] = ""
            beginning, place, before = begun.pop()
            isolates -= beginning in _ISOLATES
            around_nothing = seen == before
            kept[place] = "" if around_nothing else beginning
            kept.append("" if around_nothing else one)
        else:
            seen += not (one.isspace() or one in _MARKS_OF_DIRECTION or _HELPER.match(one))
            kept.append(one)
    for _beginning, place, _before in begun:
        kept[place] = ""
    return "".join(kept)


def _needed_helpers(found: re.Match[str]) -> str:
    """Of joiners and selectors that stand together, the one selector and the one joiner that the characters around them are written with."""
    before = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    if not before:
        return ""
    selector = _SELECTOR.search(found[0])
    selected = selector[0] if selector and _has_forms(before, after) else ""
    joiner = _JOINER.search(found[0])
    joins = joiner and (_JOINED.match(before) or (joiner[0] == "\u200d" and after and _is_sign(before) and _is_sign(after)))
    return selected + (joiner[0] if joiner and joins else "")


def _has_forms(before: str, after: str) -> bool:
    if before.isascii():
        return after == _KEYCAP
    return _VARIED.match(before) is not None or _is_sign(before) or unicodedata.category(before)[0] == "P"


def _is_sign(one: str) -> bool:
    # Emoji newer than this Python are no signs to it yet.
    return unicodedata.category(one)[0] == "S" or "\U0001f000" <= one <= "\U0001fbff"


def _few_marks(found: re.Match[str]) -> str:
    """What stands together without the marks that are too many for one letter."""
    kept: list[str] = []
    shared = marks = 0
    for one in found[0]:
        if not (unicodedata.category(one)[0] == "M" or _HELPER.match(one)):
            shared = marks = 0
            kept.append(one)
            continue
        marks += 1
        shared += _SHARED_MARKS.match(one) is not None
        if shared > MOST_MARKS and _SHARED_MARKS.match(one):
            marks -= 1
        elif marks <= MOST_OWN_MARKS:
            kept.append(one)
    return "".join(kept)
