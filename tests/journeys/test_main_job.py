"""The main job, told through the pages: an expert shares what worked, a moderator publishes it, a member finds both."""

from __future__ import annotations

import json
from pathlib import Path

from tests.journeys import steps
from tests.journeys.conftest import NewPerson
from tests.journeys.steps import TITLE


def test_an_expert_shares_a_practice_and_a_member_finds_it_and_writes_to_them(person: NewPerson, tmp_path: Path) -> None:
    author, reviewer, member = person("Achieng Njoroge"), person("Mei Lindqvist"), person("Pavel Novak")
    steps.register(author)
    steps.write_profile(author)
    steps.make_moderator(reviewer)
    steps.write_practice(author)
    member.open("/en/practices/?q=refill").does_not_see(TITLE)

    steps.send(author)
    assert any("Sent" in letter["Subject"] or "sent" in letter["Subject"] for letter in author.letters())
    author.open("/en/desk/").sees("waits for a reviewer, due")

    reviewer.follow_mail(TITLE).sees(TITLE)
    steps.take(reviewer)
    reviewer.press("Save comment", {"comment_results": "Name the source of this figure."})
    reviewer.press("Send decision", {"decision": "request_changes", "message": "One thing is missing: a source."})

    author.follow_mail("Changes requested").sees("One thing is missing: a source.", "1 open comment")
    author.follow("Results and evidence")
    author.sees("Name the source of this figure.")
    author.press("Save and back to the list", {"results": "Sales of single-use bottles fell by 33% (survey of 26 stalls)."})
    steps.send(author)

    steps.take(reviewer)
    reviewer.sees("What changed since revision 1", "by 33% (survey of 26 stalls)")
    steps.publish(reviewer)
    reviewer.sees("There is a problem")
    reviewer.press("Resolve")
    steps.publish(reviewer)

    author.follow_mail("Published").sees(TITLE, "Reported", "33%")
    assert "<script>alert" not in author.page.get_data(as_text=True)

    member.open("/en/").press("Search", {"q": "refill detergent"}).sees("1 practice", TITLE)
    member.follow(TITLE).sees("Market traders’ association", "Creative Commons Attribution 4.0")
    steps.register(member)
    member.open("/en/experts/?theme=waste&country=KE").sees("Achieng Njoroge").follow("Achieng Njoroge")
    member.sees("Sets up refill points with market traders.").follow("Write to this expert")
    member.press("Send your message", {"subject": "Pumps", "body": "Which pumps did you buy?"})

    letter = author.letters()[-1]
    assert "Pavel Novak" in letter["Subject"]
    assert member.email not in letter.as_string()
    author.follow_mail("Pavel Novak").sees("Which pumps did you buy?")
    author.press("Send your answer", {"body": "Metered ones, from a dairy."})
    member.follow_mail("Achieng Njoroge").sees("Metered ones, from a dairy.").does_not_see(author.email)
    author.follow("Share your address").press("Share your address")
    member.open(member.page.request.path).sees(author.email)

    text = steps.exported(author, tmp_path)
    record = json.loads(text.splitlines()[0])
    assert (record["title"], record["licence"], record["countries"]) == (TITLE, "CC-BY-4.0", ["KE"])
    assert "@example.org" not in text
