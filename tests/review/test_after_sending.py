"""The addresses of a draft after it was sent: they lead its authors to where it stands, and nobody else anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices import fields
from exchange.practices import service as practices
from exchange.practices.models import Person
from exchange.review import service
from exchange.review.service import Work
from tests import factories, sampling
from tests.client import Reader, page_of, words
from tests.review import factories as make
from tests.review.browsing import NewReader, signed_in


def sent(author: User) -> int:
    return make.sent(author)


def in_review(author: User) -> int:
    return make.in_review(author, make.reviewer())


def published(author: User) -> int:
    return make.published(author, make.reviewer())


def hidden(author: User) -> int:
    number, moderator = make.published(author, make.reviewer()), make.reviewer()
    with transaction():
        service.hide(moderator, make.practice_of(number), "Looked into.")
    return number


def retracted(author: User) -> int:
    number, first, second = make.published(author, make.reviewer()), make.reviewer(), make.reviewer()
    with transaction():
        service.ask_retraction(first, make.practice_of(number), "Copied.")
        service.retract(second, make.practice_of(number))
    return number


def superseded(author: User) -> int:
    first, reviewer = make.published(author, make.reviewer()), make.reviewer()
    second = make.another_version(first, author)
    with transaction():
        service.submit(author, second)
        service.take(reviewer, second)
        service.publish(reviewer, second, make.whole())
    return first


def declined(author: User) -> int:
    return make.declined(author, make.reviewer())


def declined_twice(author: User) -> int:
    number = declined(author)
    with transaction():
        make.load(number).reopened = True
    return number


def withdrawn(author: User) -> int:
    number = make.sent(author)
    with transaction():
        service.withdraw(author, number)
    return number


def withdrawn_beside_another(author: User) -> int:
    first = published(author)
    second = make.another_version(first, author)
    with transaction():
        service.submit(author, second)
        service.withdraw(author, second)
    make.another_version(second, author)
    return second


STATES: list[tuple[Callable[[User], int], str, str, set[str]]] = [
    (sent, "Sent", "You can withdraw it until it is published.", {"Withdraw from review"}),
    (in_review, "In review", "A reviewer publishes it, asks for changes or declines it", {"Withdraw from review"}),
    (published, "Published", "Everybody can read it.", {"See the page of the practice", "Write a new version"}),
    (hidden, "Hidden", "Readers do not see it for now.", {"See the page of the practice", "Write a new version"}),
    (retracted, "Retracted", "Two moderators have retracted this practice.", {"See the page of the practice"}),
    (superseded, "Earlier version", "A newer version has replaced it.", {"See the page of the practice", "Write a new version"}),
    (declined, "Declined", "You can reopen it once", {"Reopen the submission"}),
    (declined_twice, "Declined", "This was the second review.", set()),
    (withdrawn, "Withdrawn", "You can reopen it later", {"Reopen the submission"}),
    (
        withdrawn_beside_another,
        "Withdrawn",
        "You can reopen it later",
        {"See the page of the practice", "Open the version under way"},
    ),
]
EACH_STATE = pytest.mark.parametrize("state", [one[0] for one in STATES], ids=lambda state: state.__name__)
OTHERS = ("former author", "invited", "reviewer")
PAGES = ["", "check/", "authors/", "discard/", "send/", *(f"{section.name}/" for section in fields.FORM.sections)]


def posts(app: Flask, number: int) -> Iterator[tuple[str, str]]:
    """(endpoint, address) of every address below a submission that takes a POST, each section once."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/<language:lang>/submissions/<int:number>/") and "POST" in (rule.methods or set()):
            address = (
                rule.rule.replace("<language:lang>", "en").replace("<int:number>", str(number)).replace("<int:comment>", "1")
            )
            for section in fields.FORM.sections if "<section>" in address else fields.FORM.sections[:1]:
                yield rule.endpoint, address.replace("<section>", section.name)


@EACH_STATE
def test_every_page_of_a_draft_leads_its_author_to_where_it_stands(new_reader: NewReader, state: Callable[[User], int]) -> None:
    author = make.author()
    number = state(author)
    browser = signed_in(new_reader, author)
    for page in PAGES:
        answer = browser.get(f"/en/submissions/{number}/{page}")
        assert answer.status_code in {302, 303}, page
        assert answer.location.split("#")[0] == f"/en/submissions/{number}/log/", page
        place = answer.location.partition("#")[2]
        there = page_of(browser.get(answer.location))
        assert not place or [one for one in there.iter() if one.get("id") == place], f"{page} leads to no place {place}"
    assert browser.get(f"/en/submissions/{number}/magic/").status_code == 404


@pytest.mark.parametrize(("state", "badge", "next_step", "ways"), STATES, ids=lambda one: getattr(one, "__name__", ""))
def test_where_it_stands_says_the_state_the_text_what_follows_and_the_ways_on(
    new_reader: NewReader, state: Callable[[User], int], badge: str, next_step: str, ways: set[str]
) -> None:
    author = make.author()
    number = state(author)
    browser = signed_in(new_reader, author)
    page = browser.get(f"/en/submissions/{number}/log/")
    shown = words(page)
    for sentence in (
        badge,
        next_step,
        "Refill stations in city markets",
        "Traders share a tank.",
        "Start with ten stalls.",
        "Log",
    ):
        assert sentence in shown
    buttons = [one for one in page_of(page).find(".//main").iter("a") if "btn" in one.get("class", "")]  # type: ignore[union-attr]  # every page has one
    assert {"".join(one.itertext()) for one in buttons} == ways
    for one in buttons:
        led = browser.get(one.get("href", ""), follow_redirects=True)
        assert led.status_code in ({410} if state is retracted else {200}), one.get("href")


@EACH_STATE
def test_every_write_to_what_was_sent_is_refused_in_words_and_never_404(
    app: Flask, new_reader: NewReader, state: Callable[[User], int]
) -> None:
    author = make.author()
    number = state(author)
    browser = signed_in(new_reader, author)
    before, token = make.load(number).answers, _token(browser, "/en/account/settings/")
    for endpoint, address in posts(app, number):
        if endpoint in {"review.withdraw", "review.reopen", "review.reply"}:
            continue
        answer = browser.post(address, data={"csrf_token": token, "title": "Typed in a second tab", "advice": "Typed too"})
        assert answer.status_code == 409, address
        assert page_of(answer).find(".//main//p[@class='lead']") is not None, address
    assert make.load(number).answers == before
    saved = browser.post(f"/en/submissions/{number}/overview/", data={"title": "By script"}, headers={"X-Autosave": "1"})
    assert saved.status_code == 409


@pytest.mark.parametrize(
    ("state", "who"), sampling.pairs([one[0] for one in STATES], OTHERS), ids=lambda one: getattr(one, "__name__", one)
)
def test_for_everybody_else_nothing_is_there_before_or_after(
    app: Flask, new_reader: NewReader, state: Callable[[User], int], who: str
) -> None:
    number = state(make.author())
    practice = make.practice_of(number)
    former, invited = factories.member(), factories.member()
    others = dict(zip(OTHERS, (former, invited, make.reviewer()), strict=True))
    with transaction():
        for user, agreed in ((former, True), (invited, False)):
            now = make.load(number).created_at
            person = Person(practice_id=practice, user_id=user.id, part="author", position=5, invited_at=now)
            person.agreed_at = now if agreed else None
            db.session.add(person)
    with transaction():
        practices.answer_invitation(former, practice, "author", agrees=False)
    browser = signed_in(new_reader, others[who])
    for page in ("", "check/", "authors/", "discard/", "overview/", "send/", "log/", "withdraw/", "reopen/"):
        assert browser.get(f"/en/submissions/{number}/{page}").status_code == 404, page
    token = _token(browser, "/en/account/settings/")
    for _endpoint, address in posts(app, number):
        answer = browser.post(address, data={"csrf_token": token, "title": "Theirs"})
        unknown = browser.post(address.replace(f"/{number}/", "/999/", 1), data={"csrf_token": token, "title": "Theirs"})
        assert (answer.status_code, words(answer)) == (404, words(unknown)), address


def test_a_discarded_draft_says_so_to_who_discarded_it_alone(app: Flask, new_reader: NewReader) -> None:
    author = make.author()
    number = make.draft(author)
    with transaction():
        practices.discard(author, number)
    browser = signed_in(new_reader, author)
    for page in PAGES:
        answer = browser.get(f"/en/submissions/{number}/{page}")
        assert answer.status_code == 410, page
        assert "You discarded this draft." in words(answer)
    typed = browser.send(f"/en/submissions/{number}/overview/", {"title": "Typed"}, form_at="/en/account/settings/")
    assert (typed.status_code, "You discarded this draft." in words(typed)) == (409, True)
    stranger = signed_in(new_reader, make.reviewer())
    assert {stranger.get(f"/en/submissions/{number}/{page}").status_code for page in PAGES} == {404}


def test_a_draft_made_again_leads_moderators_to_a_page_without_its_text(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    browser = signed_in(new_reader, reviewer)
    token = _token(browser, f"/en/review/{number}/")
    with transaction():
        service.withdraw(author, number)
        service.reopen(author, number)
    make.change(number, title="A title nobody was sent", advice="Advice nobody was sent")
    page = browser.get(f"/en/review/{number}/")
    assert page.status_code == 200
    assert "The authors have made it a draft again." in words(page)
    assert "Refill stations in city markets" in words(page)
    for name in ("assign", "hand-back"):
        assert browser.get(f"/en/review/{number}/{name}/").location == f"/en/review/{number}/"
    message = "Ten lines of reasons that took an hour."
    work = {"csrf_token": token, "revision": 1, "decision": "request_changes", "message": message, "send": "1"}
    late = browser.post(f"/en/review/{number}/decide/", data=work)
    assert (late.status_code, message in words(late)) == (409, True)
    assert browser.post(f"/en/review/{number}/take/", data={"csrf_token": token}).status_code == 409
    forged = browser.post(f"/en/review/{number}/decide/", data={**work, "csrf_token": "forged"})
    for answer in (page, late, forged):
        assert "nobody was sent" not in words(answer)


def _token(browser: Reader, address: str) -> str:
    return browser.get(address).get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]


def test_moderators_read_the_title_that_was_sent_not_the_one_being_written(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.changes_asked(author, reviewer)
    make.change(number, title="A title nobody was sent")
    page = words(signed_in(new_reader, reviewer).get(f"/en/review/{number}/"))
    assert ("Refill stations in city markets" in page, "nobody was sent" in page) == (True, False)


def test_asking_for_a_new_version_leads_to_the_one_under_way(new_reader: NewReader) -> None:
    author = make.author()
    first = published(author)
    practice = make.practice_of(first)
    browser = signed_in(new_reader, author)
    second = make.another_version(first, author)
    address = f"/en/practices/{practice}/new-version/"
    assert browser.get(address).location == f"/en/submissions/{second}/"
    with transaction():
        service.submit(author, second)
    assert browser.get(address, follow_redirects=True).request.path == f"/en/submissions/{second}/log/"
    unpublished = withdrawn(author)
    asked = browser.get(f"/en/practices/{make.practice_of(unpublished)}/new-version/", follow_redirects=True)
    assert asked.request.path == f"/en/submissions/{unpublished}/log/"
    gone = make.practice_of(retracted(author))
    assert browser.get(f"/en/practices/{gone}/new-version/", follow_redirects=True).status_code == 410


def test_an_older_version_that_was_reopened_stands_in_my_work(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    older = make.another_version(published(author), author, title="The older one")
    with transaction():
        service.submit(author, older)
        service.withdraw(author, older)
    newer = make.another_version(older, author, title="The newer one")
    with transaction():
        service.submit(author, newer)
        service.take(reviewer, newer)
        service.publish(reviewer, newer, make.whole())
    with transaction():
        service.reopen(author, older)
    page = signed_in(new_reader, author).get("/en/desk/?show=mine").get_data(as_text=True)
    assert f"/en/submissions/{older}/" in page


def test_a_reply_leads_back_to_where_it_was_begun(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.changes_asked(author, reviewer, {"advice": "Say more."})
    browser = signed_in(new_reader, author)
    links = {
        "lessons/": f"/en/submissions/{number}/lessons/#advice",
        "send/": f"/en/submissions/{number}/send/",
        "log/": f"/en/submissions/{number}/log/#comment-1",
    }
    for page, back in links.items():
        there = page_of(browser.get(f"/en/submissions/{number}/{page}"))
        [begun] = [one.get("href", "") for one in there.iter("a") if "/comments/" in one.get("href", "")]
        assert f'href="{back}"' in browser.get(begun).get_data(as_text=True)
        if page != "send/":
            assert browser.send(begun, {"body": ""}).status_code == 422
    assert browser.send(begun, {"body": "It is enough."}).location == links["log/"]


def test_a_reply_page_after_the_review_leads_to_the_comment(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    with transaction():
        service.save(reviewer, number, Work(1, comments={"advice": "Say more."}))
    address = f"/en/submissions/{number}/comments/1/reply/"
    answered = signed_in(new_reader, reviewer).send(address, {"body": "One thing more."})
    assert answered.location == f"/en/review/{number}/#comment-1"
    with transaction():
        service.withdraw(author, number)
    for user, there in ((author, f"/en/submissions/{number}/log/#comment-1"), (reviewer, f"/en/review/{number}/#comment-1")):
        browser = signed_in(new_reader, user)
        assert browser.get(address).location == there
        assert browser.get(there).status_code == 200
        assert browser.send(address, {"body": "Too late."}, form_at="/en/account/settings/").status_code == 409
