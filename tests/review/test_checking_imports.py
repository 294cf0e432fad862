"""An imported practice is checked here: the level its readers see, the line of the log, and two moderators at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from exchange.accounts.models import User
from exchange.core.db import db
from exchange.core.errors import Conflict, Forbidden, Invalid
from exchange.core.transaction import transaction
from exchange.practices import lifecycle
from exchange.practices.models import Version
from exchange.review import lists, service
from exchange.workflow.models import Event
from tests import factories
from tests.client import words
from tests.practices import records
from tests.review import factories as make
from tests.review.browsing import NewReader, signed_in


def check(
    actor: User, number: int, *, ticked: list[str] | None = None, level: str = "measured", note: str = "", seen: str = ""
) -> None:
    with transaction():
        service.check_import(actor, number, list(lists.CHECKS) if ticked is None else ticked, level, note, seen=seen)


def version_of(number: int) -> Version:
    db.session.expire_all()
    return db.session.scalars(select(Version).where(Version.practice_id == number)).one()


def test_a_checked_import_has_its_level_its_reviewer_and_a_line_of_the_log() -> None:
    moderator, number = make.reviewer(), records.imported()
    check(moderator, number, note="Read with the annual report.")
    version = version_of(number)
    assert (version.evidence, version.reviewer_id, version.checks) == ("measured", moderator.id, list(lists.CHECKS))
    line = db.session.scalars(
        select(Event).where(Event.subject == lifecycle.VERSIONS.subject, Event.what == "check_import")
    ).one()
    assert (line.actor_id, line.reason, line.note) == (moderator.id, "measured", "Read with the annual report.")


def test_open_points_of_an_import_need_a_note_and_a_level_is_always_needed() -> None:
    moderator, number = make.reviewer(), records.imported()
    with pytest.raises(Invalid) as refused:
        check(moderator, number, ticked=["clear"], level="proven")
    assert set(refused.value.problems) == {"evidence", "note"}
    check(moderator, number, ticked=["clear"], note="The source names no cost.")
    assert version_of(number).checks == ["clear"]


def test_the_second_of_two_who_check_an_import_is_told_and_changes_nothing() -> None:
    first, second, number = make.reviewer(), make.reviewer("Omar"), records.imported()
    check(first, number, level="reported")
    with pytest.raises(Conflict, match="has checked this practice in the meantime"):
        check(second, number, level="evaluated")
    assert version_of(number).evidence == "reported"
    check(second, number, level="evaluated", seen="reported")
    assert version_of(number).evidence == "evaluated"


def test_a_practice_written_here_is_not_checked_as_an_import() -> None:
    moderator = make.reviewer()
    number = make.practice_of(make.published(make.author(), moderator))
    with pytest.raises(Conflict):
        check(make.reviewer("Omar"), number, seen="measured")


def test_a_member_who_does_not_review_cannot_check_an_import() -> None:
    number = records.imported()
    with pytest.raises(Forbidden):
        check(factories.member(), number)


def test_a_moderator_goes_from_an_import_to_its_check_and_readers_see_the_level(new_reader: NewReader) -> None:
    number = records.imported()
    browser = signed_in(new_reader, make.reviewer())
    page = browser.get(f"/en/practices/{number}/", follow_redirects=True)
    assert "For moderators: Moderate: check, hide or retract" in words(page)
    assert "Not checked here" in words(browser.get(f"/en/review/practices/{number}/"))
    address = f"/en/review/practices/{number}/"
    refused = browser.send(f"{address}check/", {"evidence": "measured", "note": "", "seen": ""}, form_at=address)
    assert refused.status_code == 422
    assert "Say why points of the checklist stay open" in words(refused)
    sent = browser.send(f"{address}check/", {"evidence": "measured", "note": "No costs told.", "seen": ""}, form_at=address)
    assert sent.status_code == 303
    assert "Checked the imported practice. Evidence level: Measured" in words(browser.get(address))
    stranger = new_reader().get(f"/en/practices/{number}/", follow_redirects=True)
    assert "Measured" in words(stranger)
    assert "For moderators" not in words(stranger)
