"""Writing a practice through its pages, as a person without script does."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices import fields, queries, service
from exchange.practices.edits import BaseRevision
from exchange.practices.models import Version
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies.models import Theme
from tests import factories
from tests.client import Reader, page_of, words
from tests.practices import records
from tests.practices.test_drafts import actor, given

PAGES = ["", "authors/", "check/", "discard/", *(f"{section.name}/" for section in fields.FORM.sections)]


@pytest.fixture
def me(reader: Reader) -> int:
    """A member who is signed in."""
    number = factories.member("Ana Silva").id
    reader.sign_in(number)
    return number


def filled(reader: Reader, address: str) -> dict[str, Any]:
    """What a browser would send of the form on this page, untouched."""
    sent: dict[str, Any] = {}
    form = max(page_of(reader.get(address)).iter("form"), key=lambda one: len(list(one.iter())))
    for control in form.iter():
        name, kind = control.get("name"), control.get("type", "")
        if not name or control.tag not in {"input", "select", "textarea"}:
            continue
        if kind in {"checkbox", "radio"} and control.get("checked") is None:
            continue
        if control.tag == "select":
            value = next((one.get("value") for one in control.iter("option") if one.get("selected") is not None), "")
        else:
            value = control.text if control.tag == "textarea" else control.get("value")
        sent.setdefault(name, []).append((value or "").lstrip("\r\n"))
    return sent


def post(reader: Reader, address: str, sent: dict[str, Any], **kwargs: Any) -> Any:
    return reader.post(address, data=sent, **kwargs)


def test_a_draft_is_started_from_its_page(reader: Reader, me: int) -> None:
    assert "About 30 minutes" in words(reader.get("/en/submissions/new/"))
    answer = reader.send("/en/submissions/new/")
    assert answer.status_code == 303
    page = words(reader.get(answer.location))
    assert "0 of 8 required sections complete" in page
    for status in ("Not started", "Optional", "Cannot start yet", "1 answer missing"):
        assert status in page


def test_an_answer_that_is_there_and_wrong_is_to_mend_and_not_missing(reader: Reader, me: int) -> None:
    number = records.whole_draft(me, start="spring")
    page = words(reader.get(f"/en/submissions/{number}/"))
    assert page.count("1 answer to fix") == 1
    assert page.count("missing") == page.count("1 answer missing") == 1, "only the contact is missing"
    assert "2 answers to complete or fix before you send" in words(reader.get(f"/en/submissions/{number}/check/"))


def test_a_section_says_where_it_stands_among_all(reader: Reader, me: int) -> None:
    number = records.whole_draft(me)
    assert "Section 2 of 10" in words(reader.get(f"/en/submissions/{number}/where/"))


def test_a_member_without_a_confirmed_address_is_told_what_to_do(reader: Reader) -> None:
    reader.sign_in(factories.member(confirmed=False))
    assert "Confirm your e-mail address first" in words(reader.get("/en/submissions/new/"))
    assert reader.send("/en/submissions/new/").status_code == 403


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_page_of_a_draft_is_complete_html_and_small(reader: Reader, me: int, lang: str) -> None:
    number = records.whole_draft(me)
    for page in PAGES:
        answer = reader.get(f"/{lang}/submissions/{number}/{page}")
        assert answer.status_code == 200, page
        assert len(gzip.compress(answer.data)) < 14_000, page


def test_sending_every_section_untouched_changes_nothing(reader: Reader, me: int) -> None:
    number = records.whole_draft(me)
    before = given(number, me)
    for section in fields.FORM.sections:
        address = f"/en/submissions/{number}/{section.name}/"
        assert post(reader, address, filled(reader, address)).status_code == 303
    assert given(number, me) == before
    assert db.session.get(Version, number).edit == 1  # type: ignore[union-attr]  # it was just made


def test_every_answer_can_be_given_through_the_sections(reader: Reader, me: int) -> None:
    number = records.draft(me)
    where = f"/en/submissions/{number}"
    overview = filled(reader, f"{where}/overview/") | {
        "title": "Repair", "summary": "Two\nlines", "language": "en", "kind": "policy", "scale": "city",
        "themes-0": "waste", "themes-1": "", "themes-2": "waste", "keywords": "a, b،c ,, a",
    }  # fmt: skip
    answer = post(reader, f"{where}/overview/", overview)
    assert answer.location.endswith(f"{where}/where/")
    place = filled(reader, f"{where}/where/") | {"countries-0": "KE", "countries-1": "001", "start": " 2021 ", "state": "running"}
    assert post(reader, f"{where}/where/", {**place, "back": "1"}).location.endswith(f"{where}/")
    results = filled(reader, f"{where}/results/") | {
        "evidence_links-0-url": "https://x.org", "evidence_links-0-kind": "audit", "evidence_links-1-label": " ",
    }  # fmt: skip
    assert post(reader, f"{where}/results/", results).status_code == 303
    assert post(
        reader, f"{where}/lessons/", filled(reader, f"{where}/lessons/") | {"offers": ["visit", "questions"]}
    ).location.endswith("/authors/")
    declared = filled(reader, f"{where}/declarations/") | {"agreed": "y", "terms": "y", "interests": "None"}
    assert post(reader, f"{where}/declarations/", declared).location.endswith("/check/")
    found = given(number, me)
    assert (found["summary"], found["themes"], found["keywords"]) == ("Two\nlines", ["waste"], ["a", "b", "c"])
    assert (found["countries"], found["start"], found["offers"]) == (["KE", "001"], "2021", ["questions", "visit"])
    assert found["evidence_links"] == [{"url": "https://x.org", "label": "", "kind": "audit"}]
    assert (found["agreed"], found["terms"]) == (True, True)


def test_a_draft_keeps_what_breaks_a_rule_and_says_how_to_mend_it(reader: Reader, me: int) -> None:
    number = records.draft(me)
    address = f"/en/submissions/{number}/where/"
    answer = post(reader, address, filled(reader, address) | {"start": "soon"}, follow_redirects=True)
    assert "Saved. Fix this answer before you send: Start" in words(answer)
    assert "Enter a year or a date, such as 2021" in words(reader.get(address))
    assert given(number, me)["start"] == "soon"


def test_adding_a_row_saves_and_comes_back_to_it(reader: Reader, me: int) -> None:
    number = records.draft(me)
    address = f"/en/submissions/{number}/people/"
    sent = filled(reader, address) | {f"partners-{row}-name": f"P{row}" for row in range(3)} | {"partners-add": "1"}
    assert post(reader, address, sent).location.endswith("/people/#partners")
    assert len(given(number, me)["partners"]) == 3
    assert 'name="partners-4-name"' in reader.get(address).get_data(as_text=True)


@pytest.mark.parametrize(
    ("section", "wrong"),
    [
        ("overview", {"kind": "magic"}), ("overview", {"themes-0": "magic"}), ("overview", {"language": "magic"}),
        ("overview", {"title": "broken \ufffd"}), ("where", {"countries-1": "XX"}), ("done", {"targets-0": "99.9"}),
        ("people", {"stakeholders": ["magic"]}), ("people", {"partners-0-role": "magic"}), ("declarations", {"licence": "magic"}),
        ("results", {"evidence_links-0-kind": "magic"}), ("lessons", {"lessons": "x" * 100_001}),
    ],
)  # fmt: skip
def test_unknown_codes_and_broken_text_are_a_form_error_and_nothing_is_written(
    reader: Reader, me: int, section: str, wrong: dict[str, Any]
) -> None:
    number = records.draft(me, {"title": "Kept", "interests": "kept"})
    address = f"/en/submissions/{number}/{section}/"
    before = given(number, me)
    answer = post(reader, address, filled(reader, address) | wrong)
    assert answer.status_code == 422
    assert "There is a problem" in words(answer)
    assert given(number, me) == before
    scripted = post(reader, address, filled(reader, address) | wrong, headers={"X-Autosave": "1"})
    assert (scripted.status_code, scripted.mimetype) == (422, "application/json")


def test_rows_with_strange_numbers_are_no_rows(reader: Reader, me: int) -> None:
    number = records.draft(me, {"themes": ["waste"]})
    address = f"/en/submissions/{number}/overview/"
    sent = {name: value for name, value in filled(reader, address).items() if not name.startswith("themes")}
    assert (
        post(reader, address, sent | {"themes-²": "transport", "themes-x": "transport", "themes-99999": "transport"}).status_code
        == 303
    )
    assert given(number, me)["themes"] == ["waste"]


def test_a_post_without_its_token_keeps_what_was_typed_and_does_nothing(reader: Reader, me: int) -> None:
    number = records.draft(me)
    address = f"/en/submissions/{number}/overview/"
    answer = post(reader, address, filled(reader, address) | {"csrf_token": "old", "title": "Typed"})
    assert (answer.status_code, "Typed" in answer.get_data(as_text=True)) == (400, True)
    assert given(number, me)["title"] == ""
    assert post(reader, address, {"title": "T"}, headers={"X-Autosave": "1"}).status_code == 400


def test_a_preview_shows_the_text_and_writes_nothing(reader: Reader, me: int) -> None:
    number = records.draft(me)
    address = f"/en/submissions/{number}/done/"
    sent = filled(reader, address) | {"problem": "A **strong** <script>x</script>", "preview": "problem"}
    page = post(reader, address, sent)
    html = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "<strong>strong</strong>" in html
    assert "<script>x" not in html
    assert given(number, me)["problem"] == ""
    assert post(reader, address, sent | {"preview": "magic"}).status_code == 200
    assert post(reader, address, sent | {"csrf_token": "old"}).status_code == 400


def test_a_script_saves_and_goes_on_with_the_new_number(reader: Reader, me: int) -> None:
    number = records.draft(me)
    address = f"/en/submissions/{number}/overview/"
    sent = filled(reader, address)
    first = post(reader, address, sent | {"title": "One"}, headers={"X-Autosave": "1"})
    assert first.status_code == 200
    assert set(first.json) == {"saved_at", "edit"}
    second = post(reader, address, sent | {"title": "Two", "edit": first.json["edit"]}, headers={"X-Autosave": "1"})
    assert second.status_code == 200
    assert given(number, me)["title"] == "Two"
    stale = post(reader, address, sent | {"title": "Three"}, headers={"X-Autosave": "1"})
    assert (stale.status_code, stale.json) == (409, {"changed": ["title"]})
    assert given(number, me)["title"] == "Two"


def test_two_texts_of_an_answer_are_both_shown_and_the_author_chooses(reader: Reader, me: int) -> None:
    number = records.draft(me, {"title": "First words"})
    address = f"/en/submissions/{number}/overview/"
    mine = filled(reader, address) | {"title": "My words", "summary": "Only mine"}
    with transaction():
        service.save(actor(me), number, {"title": "Other words", "kind": "policy"}, BaseRevision(1))
    both = post(reader, address, mine)
    html = both.get_data(as_text=True)
    assert both.status_code == 409
    assert "This draft was changed elsewhere" in words(both)
    assert '<option value="mine"' not in html
    assert "Other" in html
    assert "My words" in html
    assert given(number, me)["summary"] == ""
    token = next(one.get("value") for one in page_of(both).iter("input") if one.get("name") == "edit")
    again = mine | {"edit": token, "asked": "title"}
    undecided = post(reader, address, again)
    assert "Other" in undecided.get_data(as_text=True)
    assert (undecided.status_code, "Choose which text to keep" in words(undecided)) == (422, True)
    answer = post(reader, address, again | {"keep_title": "theirs"}, follow_redirects=True)
    assert "Changed elsewhere in the meantime and kept as it is there: Kind of practice" in words(answer)
    found = given(number, me)
    assert (found["title"], found["summary"], found["kind"]) == ("Other words", "Only mine", "policy")


def test_a_choice_stays_open_when_the_draft_changes_once_more(reader: Reader, me: int) -> None:
    number = records.draft(me, {"title": "First", "summary": "First"})
    address = f"/en/submissions/{number}/overview/"
    mine = filled(reader, address) | {"title": "Mine", "summary": "Mine"}
    with transaction():
        service.save(actor(me), number, {"title": "Other", "summary": "Other"}, BaseRevision(1))
    token = next(one.get("value") for one in page_of(post(reader, address, mine)).iter("input") if one.get("name") == "edit")
    with transaction():
        service.save(actor(me), number, {"summary": "Third"}, BaseRevision(2))
    again = mine | {"edit": token, "asked": "title,summary", "keep_title": "theirs", "keep_summary": "mine"}
    both = post(reader, address, again)
    assert both.status_code == 409
    inputs = {one.get("name"): one.get("value") for one in page_of(both).iter("input")}
    assert inputs["asked"] == "title,summary"
    last = again | {"edit": inputs["edit"], "asked": inputs["asked"]}
    assert post(reader, address, last).status_code == 303
    assert (given(number, me)["title"], given(number, me)["summary"]) == ("Other", "Mine")


def test_choosing_one_s_own_text_writes_it(reader: Reader, me: int) -> None:
    number = records.draft(me, {"title": "First"})
    address = f"/en/submissions/{number}/overview/"
    mine = filled(reader, address) | {"title": "Mine"}
    with transaction():
        service.save(actor(me), number, {"title": "Other"}, BaseRevision(1))
    both = post(reader, address, mine)
    token = next(one.get("value") for one in page_of(both).iter("input") if one.get("name") == "edit")
    assert post(reader, address, mine | {"edit": token, "asked": "title,magic", "keep_title": "mine"}).status_code == 303
    assert given(number, me)["title"] == "Mine"


def test_the_check_page_names_what_is_missing_with_a_link_to_it(reader: Reader, me: int) -> None:
    number = records.draft(me, {"title": "x" * 151, "language": "en"})
    html = reader.get(f"/en/submissions/{number}/check/").get_data(as_text=True)
    assert f'href="/en/submissions/{number}/done/?from=check#problem"' in html
    assert f'href="/en/submissions/{number}/authors/?from=check#person"' in html
    assert "Shorten this answer by 1 character" in html
    assert f'action="/en/submissions/{number}/send/"' not in html


def test_a_whole_draft_can_be_sent_from_the_check_page(reader: Reader, me: int) -> None:
    number = records.whole_draft(me)
    with transaction():
        service.add_self(actor(me), number)
    page = reader.get(f"/en/submissions/{number}/check/")
    assert f'action="/en/submissions/{number}/send/"' in page.get_data(as_text=True)
    assert "Creative Commons Attribution 4.0" in words(page)
    assert "8 of 8 required sections complete" in words(reader.get(f"/en/submissions/{number}/"))


def test_a_draft_is_discarded_after_a_confirmation(reader: Reader, me: int) -> None:
    number = records.draft(me)
    assert "deleted for good" in words(reader.get(f"/en/submissions/{number}/discard/"))
    assert reader.send(f"/en/submissions/{number}/discard/").status_code == 303
    gone = reader.get(f"/en/submissions/{number}/")
    assert gone.status_code == 410
    assert "You discarded this draft." in words(gone)
    assert "retracted" not in words(gone)


def test_a_new_version_is_started_after_a_page_that_says_what_happens(reader: Reader, me: int) -> None:
    practice = records.published(me)
    address = f"/en/practices/{practice}/new-version/"
    assert "Readers keep the published text" in words(reader.get(address))
    answer = reader.send(address)
    assert answer.status_code == 303
    assert reader.get(answer.location).status_code == 200
    assert reader.send(address).status_code == 409
    reader.get(answer.location + "discard/")
    assert "The published version stays" in words(reader.get(answer.location + "discard/"))


def test_an_author_confirms_with_one_click(reader: Reader, me: int) -> None:
    practice = records.published(me)
    page = f"/en/practices/{practice}/"
    assert reader.send(f"{page}confirm/", form_at=page).status_code == 303
    assert "Its authors confirmed it on" in words(reader.get(page, follow_redirects=True))
    assert reader.post(f"{page}confirm/").status_code == 400


def test_what_is_not_yours_does_not_exist(reader: Reader, me: int) -> None:
    other = factories.member().id
    number, practice = records.whole_draft(other), records.published(other)
    for page in PAGES:
        assert reader.get(f"/en/submissions/{number}/{page}").status_code == 404
    assert reader.get(f"/en/practices/{practice}/new-version/").status_code == 404
    assert reader.post(f"/en/practices/{practice}/confirm/").status_code == 404
    assert reader.get(f"/en/submissions/{records.draft(me)}/magic/").status_code == 404


def test_a_reviewer_s_wish_for_changes_is_told_on_the_draft(reader: Reader, me: int) -> None:
    from exchange.practices import moves

    number = records.whole_draft(me)
    reviewer = factories.moderator().id
    with transaction():
        version = db.session.get(Version, number)
        assert version is not None
        moves.make(version, "submit", me)
        version.reviewer_id = reviewer
        moves.make(version, "take", reviewer)
        moves.make(version, "request_changes", reviewer, note="More figures")
    assert "The reviewer asks for changes" in words(reader.get(f"/en/submissions/{number}/"))
    assert queries.draft(number, me) is not None


def test_codes_a_draft_carries_are_offered_though_they_are_in_no_list(reader: Reader, me: int) -> None:
    number = records.draft(me, {"language": "zh-Hans", "themes": ["waste"]})
    with transaction():
        theme = db.session.get(Theme, "waste")
        assert theme is not None
        theme.retired = True
    vocabularies.forget()
    address = f"/en/submissions/{number}/overview/"
    html = reader.get(address).get_data(as_text=True)
    assert '<option selected value="zh-Hans">zh-Hans</option>' in html
    assert "No longer in use" in html
    assert post(reader, address, filled(reader, address)).status_code == 303
    assert (given(number, me)["language"], given(number, me)["themes"]) == ("zh-Hans", ["waste"])


def test_the_help_with_formatting_is_there_for_everybody(new_reader: Callable[[], Reader]) -> None:
    assert "Aide à la mise en forme" in words(new_reader().get("/fr/formatting/"))
