"""Stories that end otherwise: a practice declined, reopened and published by somebody else; a practice taken back for good."""

from __future__ import annotations

from tests.journeys import steps
from tests.journeys.conftest import NewPerson
from tests.journeys.steps import TITLE


def test_a_declined_practice_is_reopened_once_and_decided_by_somebody_else(person: NewPerson) -> None:
    author, first, second, member = person("Achieng Njoroge"), person("Mei Lindqvist"), person("Omar Haddad"), person("Ana Cruz")
    steps.register(author)
    steps.write_profile(author)
    steps.make_moderator(first)
    steps.make_moderator(second)
    steps.write_practice(author)
    steps.send(author)
    steps.take(first)
    first.press("Send decision", {"decision": "decline"}).sees("There is a problem")
    first.press("Send decision", {"decision": "decline", "reason": "not_a_practice", "message": "Tell what was done."})

    author.follow_mail("Declined").sees("Declined", "Tell what was done.")
    author.follow("Reopen the submission").press("Reopen the submission")
    steps.declare(author)
    author.open("/en/desk/").follow(TITLE)
    steps.send(author)

    first.open("/en/review/").sees(TITLE).does_not_see(f"Take {TITLE}")
    steps.take(second)
    steps.publish(second)
    author.do_jobs()
    member.open("/en/practices/?q=refill").sees("1 practice", TITLE)


def test_a_practice_retracted_by_two_moderators_leaves_a_tombstone_and_the_search(person: NewPerson) -> None:
    author, first, second, member = person("Achieng Njoroge"), person("Mei Lindqvist"), person("Omar Haddad"), person("Ana Cruz")
    address = steps.published(author, first)
    steps.make_moderator(second)
    number = address.split("/")[3]

    first.open(f"/en/review/practices/{number}/").press("Hide the practice", {"reason": "Checking a complaint."})
    member.open(address)
    assert member.page.status_code == 404
    first.press("Show the practice again", {"reason": "The complaint was wrong."})
    assert member.open(address).page.status_code == 200

    first.press("Ask for the retraction", {"reason": "The figures were invented."})
    first.sees("Another moderator must confirm it.")
    assert member.open(address).page.status_code == 200
    second.open(f"/en/review/practices/{number}/").sees("The figures were invented.").press("Retract the practice")

    assert any("retract" in letter["Subject"].lower() for letter in author.letters())
    member.open(address).sees(TITLE, "The figures were invented.").does_not_see("Market traders run shared refill points")
    assert member.page.status_code == 410
    member.open("/en/practices/?q=refill").does_not_see(TITLE)
