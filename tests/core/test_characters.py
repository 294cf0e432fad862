"""The table of characters: what comes in is tidy, no two words become one, and no letter is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core import characters, text

WHITE = [chr(code) for code in range(0x110000) if chr(code).isspace()]
SEPARATORS = [*WHITE, *characters.SPACES]
UNSEEN = [
    "\x00",
    "\x08",
    "\x7f",
    "\xad",
    "\u200b",
    "\u2060",
    "\u2064",
    "\ufeff",
    "\u206a",
    "\U000e0041",
    "\U000e0001",
    "\u115f",
    "\ufff9",
]
DIRECTIONS = list("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
HELPERS = list("\u034f\u180e\u200c\u200d\u180b\ufe00\ufe0e\ufe0f\U000e0100")
LETTERS = [*list("aZéöжאبپकമก葛각1#"), "ᠠ", "❤", "🔥", "👩", "🏽"]
MARKS = list("\u0301\u0322\u0338\u05b0\u05c1\u0651\u0654\u064e\u093f\u094d\u0e49\u20e3\u0fb2")
MIXED = st.lists(st.sampled_from(LETTERS + MARKS + HELPERS + DIRECTIONS + UNSEEN + SEPARATORS), max_size=24).map("".join)
ANYTHING = st.one_of(st.text(max_size=300), MIXED)
WORDS = st.lists(st.text("abcéжאبकก", min_size=1, max_size=8), min_size=1, max_size=6)

# Every one of these is written as its writers write it, helpers included.
WRITTEN = [
    "می‌خواهم کتاب‌ها را بخوانم",
    "هـ‍ 1447",
    "क्‍ष और क्‌ष",
    "ശ്രീ പൊൻ‌കുന്നം",
    "ශ්‍රී ලංකාව",
    "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
    "ยิ้มแย้ม น้ำ",
    "ကျွန်ုပ်တို့ ကြွေး",
    "ཧཱུྃ ཀྵྨླྺྼྻྂ",
    "កម្ពុជា ស្ត្រី",
    "Nguyễn Thị Hương",
    "ǭ̃ ɔ̃̀",
    "بِسْمِ ٱللَّٰهِ",
    "葛󠄀城市",
    "ᠮᠣᠩᠭᠣᠯ ᠪᠠᠢᠨ᠎ᠠ",
    "👩🏽‍🌾 👨‍👩‍👧 ❤️‍🔥 1️⃣ ☎️ 🇰🇪",
    "⁨Ana⁩ كتبت ⁦x = 1⁩",
    "ISO 14001‏ بعد",
    "naïve Ω 10 000 m² – “so”…",
]


def unseen_in(cleaned: str) -> set[str]:
    return {one for one in cleaned if one in UNSEEN or one in "\u202d\u202e"}


def unpaired(line: str) -> bool:
    """True when a beginning or an end of a direction has no partner in this line."""
    waiting: list[str] = []
    for one in line:
        if one in "\u202a\u202b\u202d\u202e":
            waiting.append("\u202c")
        elif one in "\u2066\u2067\u2068":
            waiting.append("\u2069")
        elif one in "\u202c\u2069" and (not waiting or waiting.pop() != one):
            return True
    return bool(waiting)


def most_marks(cleaned: str) -> int:
    most = run = 0
    for one in cleaned:
        run = run + 1 if unicodedata.category(one)[0] == "M" else 0
        most = max(most, run)
    return most


@given(ANYTHING)
def test_text_once_cleaned_is_not_changed_by_cleaning_again(given_text: str) -> None:
    for tidy in (text.clean, text.one_line, text.fold):
        assert tidy(tidy(given_text)) == tidy(given_text)


@given(ANYTHING)
def test_cleaned_text_is_normal_without_unseen_characters_or_stacked_marks(given_text: str) -> None:
    for cleaned in (text.clean(given_text), text.one_line(given_text)):
        assert unicodedata.is_normalized("NFC", cleaned)
        assert not unseen_in(cleaned)
        assert not set(cleaned) & set(characters.LINE_ENDS + characters.SPACES)
        assert most_marks(cleaned) <= characters.MOST_OWN_MARKS


@given(ANYTHING)
def test_directions_are_paired_in_running_text_and_absent_from_one_line(given_text: str) -> None:
    assert not any(unpaired(line) for line in text.clean(given_text).split("\n"))
    assert not set(text.one_line(given_text)) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(WORDS, st.lists(st.sampled_from(SEPARATORS), min_size=6, max_size=6))
def test_whatever_stands_between_two_words_they_stay_two(words: list[str], between: list[str]) -> None:
    joined = "".join(word + gap for word, gap in zip(words, between, strict=False))
    expected = [unicodedata.normalize("NFC", word) for word in words]
    assert text.clean(joined).split() == expected
    assert text.one_line(joined).split(" ") == expected


@given(ANYTHING)
def test_every_letter_and_digit_stays(given_text: str) -> None:
    without_windows = "".join(one for one in given_text if not "\x80" <= one <= "\x9f")

    def seen(some: str) -> list[str]:
        normal = unicodedata.normalize("NFD", some)
        return [one for one in normal if unicodedata.category(one)[0] in "LN" and one not in "\u115f\u1160\u3164\uffa0"]

    assert seen(text.clean(without_windows)) == seen(without_windows)


def test_a_character_of_the_table_is_found_in_every_company() -> None:
    suspects = [one for one in map(chr, range(0x110000)) if characters._SUSPECT.match(one)]
    assert len(suspects) > 4_000
    for one in suspects:
        alone, among = text.clean(f"a{one}b"), text.clean(f"a{one}b\x00\u200b")
        assert alone == among


@pytest.mark.parametrize("written", WRITTEN)
def test_what_writers_of_a_script_need_stays_as_they_wrote_it(written: str) -> None:
    assert text.clean(written) == unicodedata.normalize("NFC", written)


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("first\x0bsecond", "first\nsecond"),
        ("a\u2028b\u2029c\x85d\x0ce", "a\nb\nc\nd\ne"),
        ("a\x1cb\x1dc\x1ed\x1fe", "a b c d e"),
        ("a\u3164b\u2800c\uffa0d\ufffce", "a b c d e"),
        ("re\xadfur\xadbished zyx\u200bgrob", "refurbished zyxgrob"),
        ("\ufeffWa\u2060ste\U000e0041", "Waste"),
        ("1990\x962000 it\x92s", "1990–2000 it’s"),
        ("wa\u200cste\u200d re\u034fuse", "waste reuse"),
        ("a\ufe0f 1\ufe0f", "a 1"),
        ("a" + "\u0322" * 40, "a" + "\u0322" * 4),
        ("e\u200b\u0301", "é"),
        ("Ana \u202eKO", "Ana KO"),
        ("\u2067open\nnext\u2069", "open\nnext"),
        ("\u2067whole\u2069", "\u2067whole\u2069"),
        ("\u202aone\u2067two\u202c three\u2069", "one\u2067two three\u2069"),
        ("left\u200e to right", "left to right"),
        ("\u2066 \u2069\u200b\u3164", ""),
    ],
)
def test_a_character_that_is_no_part_of_the_words_is_replaced_or_goes(given_text: str, cleaned: str) -> None:
    assert text.clean(given_text) == cleaned


@pytest.mark.parametrize(
    ("given_text", "line"),
    [("first\x0bsecond", "first second"), ("a\u2028b", "a b"), ("Ana \u202eKO\u202c", "Ana KO"), ("\u2067نص\u2069 x", "نص x")],
)
def test_one_line_has_spaces_for_line_ends_and_no_turns(given_text: str, line: str) -> None:
    assert text.one_line(given_text) == line


@pytest.mark.parametrize(
    ("given_text", "has"),
    [("\u200b\u200b", False), ("\u3164", False), ("\u2800", False), ("123 !", False), ("\u0301", False), ("李", True)],
)
def test_only_a_letter_that_can_be_seen_counts_as_one(given_text: str, has: bool) -> None:
    assert characters.has_letter(given_text) is has


def test_names_that_differ_in_unseen_characters_only_compare_as_equal() -> None:
    assert text.fold("وا\u200fحة") == text.fold("واحة")
    assert text.fold("Was\u00adte") == "waste"
