"""The pure rules: comparing, merging of edits, what stands before sending, which text a reader gets."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.accounts.models import User
from exchange.core.languages import page_language
from exchange.practices import access, checks, edits, lifecycle, page, rail, texts
from exchange.practices.edits import BaseRevision
from exchange.practices.fields import FORM
from exchange.practices.models import Person, TranslationVersion, Version
from exchange.questions import Tier, compare
from tests.practices.records import WHOLE

TEXT = st.text(alphabet="ab 。\n减少,é", max_size=60)
WORDS = ["Refill", " ", " ", "shops", "in", ",", "\n", "\n\n", "减少", "2019", "\r\n", "\x0b", "a"]
LONG = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)


@given(TEXT, TEXT)
def test_a_comparison_holds_both_texts_whole(before: str, after: str) -> None:
    old, new = compare.sides(compare.compare(before, after))
    assert "".join(text for _kind, text in old) == before
    assert "".join(text for _kind, text in new) == after


@given(TEXT)
def test_the_units_of_a_text_joined_are_the_text(text: str) -> None:
    assert "".join(compare.units(text)) == text


def test_words_are_compared_whole_and_chinese_by_character() -> None:
    assert compare.compare("one two three", "one 2 three") == [("same", "one "), ("del", "two"), ("ins", "2"), ("same", " three")]
    assert compare.compare("减少包装", "减少塑料")[0] == ("same", "减少")


def test_a_line_added_stands_whole_beside_the_others() -> None:
    assert compare.compare("one\ntwo\n", "one\nnew\ntwo\n") == [("same", "one\n"), ("ins", "new\n"), ("same", "two\n")]
    assert compare.compare("a\nb c\n", "x\nb d\n")[:2] == [("del", "a"), ("ins", "x")]


def marked(before: str, after: str, steps: compare.Steps | None = None) -> str:
    shapes = {"same": "{}", "del": "[-{}-]", "ins": "{{+{}+}}"}
    return "".join(shapes[kind].format(text) for kind, text in compare.compare(before, after, steps))


@given(LONG, LONG, st.sampled_from([0, 1, 10, 10_000]))
def test_a_comparison_with_few_steps_holds_both_texts_whole(before: str, after: str, left: int) -> None:
    steps = compare.Steps(left)
    old, new = compare.sides(compare.compare(before, after, steps))
    assert ("".join(text for _kind, text in old), "".join(text for _kind, text in new)) == (before, after)


@given(LONG, LONG)
def test_the_parts_of_a_comparison_are_whole_and_in_order(before: str, after: str) -> None:
    found = compare.compare(before, after)
    assert all(text for _kind, text in found)
    assert all(one[0] != following[0] and (one[0], following[0]) != ("ins", "del") for one, following in pairwise(found))
    assert ({kind for kind, _text in found} <= {"same"}) == (before == after)


@given(LONG)
def test_equal_texts_take_no_steps_and_differ_nowhere(text: str) -> None:
    assert compare.compare(text, text, compare.Steps(0)) == ([("same", text)] if text else [])


@given(st.lists(st.sampled_from(["Refill shops", "opened, in 2019.", "减少包装", "- glass"]), min_size=1, max_size=6), st.data())
def test_a_line_taken_out_is_the_only_change(lines: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(lines) - 1))
    text = "\n".join(f"{number} {line}" for number, line in enumerate(lines))
    left = "\n".join(f"{number} {line}" for number, line in enumerate(lines) if number != place)
    gone = "".join(one for kind, one in compare.compare(text, left) if kind == "del")
    assert gone.strip() == f"{place} {lines[place]}"
    assert "ins" not in {kind for kind, _one in compare.compare(text, left)}


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("cost 100 euro in 2020", "cost 200 euro in 2021", "cost [-100-]{+200+} euro in [-2020-]{+2021+}"),
        ("Kenya\nMali\nPeru", "Kenya\nPeru\nChad", "Kenya\n[-Mali\n-]Peru{+\nChad+}"),
        (
            "One on bags.\n\nTwo on water.",
            "None.\n\nOne on paper bags.\n\nTwo on clean water.",
            "{+None.\n\n+}One on {+paper +}bags.\n\nTwo on {+clean +}water.",
        ),
        # Words that any two texts share do not cut a passage written anew to pieces.
        (
            "We took food waste from schools and fed it to larvae",
            "People bring old clothes to a workshop where women sew bags of it",
            "[-We took food waste from schools and fed it to larvae-]{+People bring old clothes to a workshop where women sew bags of it+}",
        ),
    ],
)
def test_differences_read_as_a_person_would_mark_them(before: str, after: str, shown: str) -> None:
    assert marked(before, after) == shown


def test_a_passage_without_steps_left_is_shown_as_replaced() -> None:
    steps = compare.Steps(4)
    assert marked("a b x c d", "a e x f d", steps) == "a [-b x c-]{+e x f+} d"
    assert marked("a b x", "a e x", steps) == "a [-b-]{+e+} x"


def test_all_texts_of_a_page_take_from_the_same_steps() -> None:
    steps = compare.Steps(40)
    assert marked("a b long x here c d", "a e long x here f d", steps) == "a [-b-]{+e+} long x here [-c-]{+f+} d"
    assert marked("a b long x here c d", "a e long x here f d", steps) == "a [-b long x here c-]{+e long x here f+} d"


def test_an_answer_only_one_person_changed_needs_no_choice() -> None:
    seen = BaseRevision.showing(3, {"title": "A", "summary": "S"})
    merged = edits.merge({"title": "A", "summary": "mine"}, {"title": "theirs", "summary": "S"}, seen, 4)
    assert (merged.write, merged.left, merged.both) == ({"summary": "mine"}, ["title"], [])


def test_an_answer_two_people_changed_needs_a_choice() -> None:
    seen = BaseRevision.showing(3, {"title": "A"})
    assert edits.merge({"title": "mine"}, {"title": "theirs"}, seen, 4).both == ["title"]
    assert edits.merge({"title": "same"}, {"title": "same"}, seen, 4).both == []


def test_a_form_without_marks_may_only_change_the_state_it_was_made_from() -> None:
    assert edits.merge({"title": "mine"}, {"title": ""}, BaseRevision(4), 4).write == {"title": "mine"}
    assert edits.merge({"title": "mine"}, {"title": "theirs"}, BaseRevision(3), 4).both == ["title"]


def test_what_a_form_has_seen_survives_its_hidden_field() -> None:
    seen = BaseRevision.showing(12, {"title": "A", "summary": "B"})
    assert BaseRevision.read(seen.token(), ["title", "summary"]) == seen
    assert BaseRevision.read("12", ["title"]) == BaseRevision(12)
    assert BaseRevision.read("12.only-one", ["title", "summary"]) == BaseRevision(12)
    for token in ("", "x", "-3", "²", "9" * 12):
        assert BaseRevision.read(token, ["title"]).edit == -1


def test_a_form_shown_again_has_seen_the_other_text() -> None:
    seen = BaseRevision.showing(3, {"title": "A", "summary": "S"})
    theirs = {"title": "theirs", "summary": "S"}
    again = seen.again(4, theirs, ["title"], ["title", "summary"])
    assert edits.merge({"title": "mine", "summary": "S"}, theirs, again, 4).write == {"title": "mine"}
    assert BaseRevision(3).again(4, theirs, ["title"], ["title", "summary"]).marks.keys() == {"title", "summary"}


def test_a_whole_practice_can_be_sent() -> None:
    assert FORM.blocking({**WHOLE, "contacts": [1]}) == {}
    assert list(FORM.blocking(WHOLE)) == ["contacts"]


def test_what_is_missing_is_told_in_the_order_of_the_form() -> None:
    blocked = FORM.blocking({})
    assert list(blocked) == [one.name for one in FORM.questions if one.tier is Tier.S]
    assert blocked["title"] == "Enter a title"


WRONG: list[tuple[str, Any, str]] = [
    ("title", "x" * 151, "Shorten this answer by 1 character"),
    ("summary", "x" * 310, "Shorten this answer by 10 characters"),
    ("adapted_link", "example", "Enter a full address, such as https://example.org"),
    ("start", "last year", "Enter a year or a date, such as 2021 or 2021-03-15"),
    ("start", "2021-02-31", "Enter a year or a date, such as 2021 or 2021-03-15"),
    ("end", "2020-12-31", "Enter an end that is not before the start"),
    ("kind", "magic", "Choose one from the list"),
    ("offers", ["magic"], "Choose from the list"),
    ("keywords", ["w"] * 9, "Keep at most 8 and remove the others"),
    ("keywords", ["w" * 41], "Shorten each keyword to 40 characters"),
    ("tools", [{"url": "ftp://x", "label": ""}], "Enter a full address in each row, such as https://example.org"),
    ("tools", [{"url": "https://[x", "label": ""}], "Enter a full address in each row, such as https://example.org"),
    ("tools", [{"url": "https://x.org", "label": "l" * 201}], "Shorten the texts in the rows to 200 characters"),
    ("references", [{"url": "x", "label": "A"}], "Enter a full address, such as https://example.org, or leave it empty"),
    ("partners", [{"name": "", "role": "funder"}], "Enter the name of each partner"),
    ("partners", [{"name": "A", "role": ""}], "Choose a role for each partner"),
    ("evidence_links", [{"url": "https://x.org", "label": "", "kind": ""}], "Choose the kind of each piece of evidence"),
    ("evidence_links", [{"url": "", "label": "A", "kind": "audit"}], "Enter a full address in each row, such as https://example.org"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_an_answer_that_breaks_a_rule_says_how_to_mend_it(name: str, value: Any, sentence: str) -> None:
    assert FORM.problems({**WHOLE, name: value}) == {name: sentence}


def test_the_state_of_a_section_tells_what_is_left() -> None:
    overview, means, declared = (rail.BY_NAME[name] for name in ("overview", "means", "declarations"))
    assert checks.state(overview, {}, FORM.blocking({})) == ("not_started", 0, 0)
    assert checks.state(means, {}, {}) == ("optional", 0, 0)
    assert checks.state(means, {"cost": "5"}, {}) == ("completed", 0, 0)
    started = {"title": "x" * 151, "language": "en"}
    assert checks.state(overview, started, FORM.blocking(started)) == ("missing", 4, 1)
    assert checks.state(declared, checks.AT_START, FORM.blocking(checks.AT_START)) == ("not_started", 0, 0)


def test_every_page_of_the_form_has_its_place() -> None:
    given = {**WHOLE, "contacts": [1]}
    steps = rail.steps(given, FORM.blocking(given))
    assert rail.count_done(steps) == len(rail.NEEDED) == 8
    assert steps["authors"].status == "completed"
    assert rail.steps({}, FORM.blocking({}))["authors"].absent == 1
    assert (rail.after("overview"), rail.after("declarations")) == ("where", None)
    assert (rail.page_of("contacts"), rail.page_of("advice")) == ("authors", "lessons")
    assert all(len(section.questions) <= 7 for section in FORM.sections)


def test_a_practice_is_confirmed_lately_for_twelve_months() -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    assert checks.lately(None, now - timedelta(days=364), now)
    assert not checks.lately(None, now - timedelta(days=365), now)
    assert checks.lately(now - timedelta(days=1), now - timedelta(days=900), now)
    assert not checks.lately(None, None, now)


class Words:
    def theme(self, theme_id: str) -> str:
        return theme_id.upper()

    def place(self, code: str) -> str:
        return code.lower()

    def target(self, code: str) -> str:
        return f"{code} words"


def test_every_answer_has_its_words() -> None:
    said = {name: FORM.by_name[name].comparable(value, Words()) for name, value in WHOLE.items()}
    assert set(said) == set(WHOLE)
    assert said["themes"] == "WASTE\nFOOD-CONSUMPTION-WASTE"
    assert (said["countries"], said["targets"]) == ("pt", "12.5 words")
    assert (said["kind"], said["agreed"]) == ("Policy", "Confirmed")
    assert said["stakeholders"] == "Consumers\nSmall business"
    assert said["partners"] == "Repairers’ guild · Implementer"
    assert said["evidence_links"] == "Survey · Evaluation · https://example.org/report"
    assert said["keywords"] == "repair\nvouchers"
    assert said["language"] == "en"
    assert FORM.by_name["contacts"].words(["Ana"], Words()) == "Ana"
    assert FORM.by_name["kind"].words("unknown", Words()) == "unknown"


def test_the_address_of_a_practice_never_names_another_of_its_pages() -> None:
    assert texts.slug("History") == "-"
    assert texts.slug("A history of repair") == "a-history-of-repair"


def test_a_translation_is_shown_in_its_language_and_a_machine_s_only_when_asked_for() -> None:
    version = Version(
        language="en", title="T", summary="S", kind="", scale="", organisation="", answers={}, themes=[], places=[], targets=[]
    )
    person, machine = (
        TranslationVersion(title="Titre", summary="", answers={"advice": "Conseil"}),
        TranslationVersion(title="M", summary="", answers={}, by_machine=True),
    )
    known = {"fr": person, "es": machine}
    assert texts.choose_translation(version, known, "fr") is person
    assert texts.choose_translation(version, known, "es") is None
    assert texts.choose_translation(version, known, "es", machine=True) is machine
    assert texts.choose_translation(version, known, "ar") is None
    assert texts.choose_translation(version, {"en": person}, "en") is None
    assert texts.readable_in(version, known) == ["en", "fr"]
    text = texts.translate_text(version, person, "fr")
    assert (text.title, text.summary, text.answers["advice"]) == ("Titre", "S", "Conseil")
    assert (text.language_of("title"), text.language_of("summary")) == ("fr", "en")
    assert texts.original(version).language_of("title") == "en"
    assert (page_language("zh-Hans"), page_language("pt")) == ("zh", None)


def test_answered_questions_stand_on_the_page_and_open_ones_of_a_source_are_named() -> None:
    assert [part.anchor for part, _answered in page.parts(WHOLE)] == [
        "problem",
        "done",
        "people",
        "results",
        "means",
        "advice",
        "sources",
        "interests",
    ]
    assert page.parts({}) == []
    assert [str(label) for label in page.not_given({**WHOLE, "advice": "", "agreed": False, "offers": []})] == [
        "Advice to others"
    ]
    assert page.years({"start": "2021", "end": "2023-06-30"}) == ("2021", date(2023, 6, 30))
    assert page.years({"end": "2023-02-31"}) == ("", "2023-02-31")


def test_only_agreed_authors_write_and_only_while_it_may_be_written() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    people = [
        Person(user_id=1, part="author", agreed_at=now),
        Person(user_id=2, part="author", agreed_at=None),
        Person(user_id=3, part="contact", agreed_at=now),
    ]
    assert [access.RIGHTS.may("write", User(id=one, role="member"), people) for one in (1, 2, 3)] == [True, False, False]
    assert {"draft", "changes_requested"} == lifecycle.WRITABLE
    assert access.only_author(1, people)
    assert not access.only_author(2, people)
    assert access.RIGHTS.may("read while hidden", User(id=9, role="moderator"), people)
    assert not access.RIGHTS.may("read while hidden", User(id=9, role="member"), people)
    assert not access.RIGHTS.may("read while hidden", None, people)
