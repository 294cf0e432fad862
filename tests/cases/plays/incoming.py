"""Text, names, addresses and codes that come in."""

from __future__ import annotations

from exchange.accounts.names import MARKS
from exchange.core.db import db
from exchange.experts import choices
from exchange.experts import queries as experts
from tests import factories
from tests.accounts.mailbox import PASSWORD, mails
from tests.cases.stage import Case, Stage
from tests.client import words
from tests.contact import records as contact
from tests.transfer import made

REGISTER = "/en/account/register/"
SETTINGS = "/en/account/settings/"
PROFILE = "/en/account/profile/"
REACHES = {f"reach_{name}": "everyone" for name in choices.FIELDS}


def pasted_address(stage: Stage, row: Case) -> None:
    for typed in row.typed:
        answer = stage.new_reader().send(REGISTER, {"name": "Ann", "email": typed, "password": PASSWORD})
        assert answer.status_code == 303, typed
        stage.drain()
        assert mails()[-1]["To"] == "name@example.org"


def invisible_name(stage: Stage, row: Case) -> None:
    browser = stage.signed_in(factories.member("Ann"))
    for typed in [*row.typed, "7 !"]:
        for address, more in (
            (SETTINGS, {"language": "en"}),
            (REGISTER, {"email": "new@example.org", "password": PASSWORD}),
            (PROFILE, {}),
        ):
            reader = stage.new_reader() if address == REGISTER else browser
            assert reader.send(address, {"name": typed, **more}).status_code == 422, (address, typed)


def direction(stage: Stage, row: Case) -> None:
    writer, receiver = factories.member("Ann"), factories.expert("Amina")
    browser = stage.signed_in(writer)
    answer = browser.send(SETTINGS, {"name": row.typed[0], "language": "en"})
    assert answer.status_code in {303, 422}
    contact.write(db.session.merge(writer), receiver, subject="\u202eReversed\u2067")
    stage.drain()
    assert mails()[-1]["Subject"] == "Message from Ana KO: Reversed"
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(words(browser.get(SETTINGS)))


def staff_copied(stage: Stage, _row: Case) -> None:
    moderator = factories.moderator("Demo Moderator")
    factories.expert(user=moderator)
    browser = stage.signed_in(factories.member("Ann"))
    for typed in ("Demo Moderator", "D\u0435mo Moderator", "Pr\u0430ctice Exchange Team"):
        assert browser.send(SETTINGS, {"name": typed, "language": "en"}).status_code == 422, typed
        assert browser.send(PROFILE, {"name": typed}).status_code == 422, typed
    real = browser.get(f"/en/experts/{moderator.id}/demo-moderator/")
    assert str(MARKS["moderator"]) in words(real)


def separators(stage: Stage, row: Case) -> None:
    made.write(stage.folder / "in.jsonl", [made.record(title=row.typed[0], description=row.typed[1])])
    result = made.run("practices", "import", str(stage.folder / "in.jsonl"), "--reviewed")
    assert result.exit_code == 0, result.output
    assert made.said("test:1")["title"] == "first second"
    for word in ("first", "second", "b"):
        assert "first second" in words(stage.new_reader().get("/en/practices/", query_string={"q": word})), word


def entities(stage: Stage, row: Case) -> None:
    made.write(stage.folder / "in.jsonl", [made.record(), made.record(2, title=row.typed[0])])
    result = made.run("practices", "import", str(stage.folder / "in.jsonl"))
    assert made.said("test:2")["title"] == "Food & drink"
    assert "line 2: " in result.stderr


def orcid(stage: Stage, row: Case) -> None:
    member = factories.member("Ann")
    for typed in row.typed:
        browser = stage.signed_in(member)
        assert browser.send(PROFILE, {"name": "Ann", "orcid": typed, "open_to_requests": "yes", **REACHES}).status_code == 303
        profile = experts.own_profile(member.id)
        assert profile is not None
        assert profile.orcid == "0000-0002-1825-0097"


def codes(stage: Stage, row: Case) -> None:
    made.take_in(made.write(stage.folder / "in.jsonl", [made.record(countries=row.typed)]))
    assert made.said("test:1")["countries"] == ["DE", "GB", "GR"]
