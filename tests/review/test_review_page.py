"""The page of a review: facts in a table, texts as sections, what changed first, and the message for the authors at the top."""

from __future__ import annotations

from exchange.core.transaction import transaction
from exchange.review import service
from tests import factories
from tests.client import words
from tests.review import factories as make
from tests.review.browsing import NewReader, signed_in


def test_a_new_version_opens_at_what_changed_since_the_published_one(new_reader: NewReader) -> None:
    author, reviewer = factories.expert("Amina Otieno"), make.reviewer()
    number = make.another_version(make.published(author, reviewer), author, results="Sales fell by **41%** (26 stalls).")
    with transaction():
        service.submit(author, number)
        service.take(reviewer, number)
    answer = signed_in(new_reader, reviewer).get(f"/en/review/{number}/")
    page, html = words(answer), answer.get_data(as_text=True)
    assert "New version of a published practice" in page
    assert "Revision 1" not in page
    assert 'aria-current="true">What changed since the published version' in html
    assert "<ins>41</ins>" in html
    assert (
        page.index("Text: 1 answer to look at") < page.index("answers without change") < page.index("Bottles filled the drains.")
    )
    assert f'href="/en/experts/{author.id}/amina-otieno/"' in html


def test_evidence_and_references_are_links_for_the_reviewer(new_reader: NewReader) -> None:
    reviewer = make.reviewer()
    given = {"evidence_links": [{"kind": "audit", "url": "https://example.org/audit", "label": "The audit"}]}
    number = make.in_review(make.author(), reviewer, **given)
    html = signed_in(new_reader, reviewer).get(f"/en/review/{number}/").get_data(as_text=True)
    assert 'href="https://example.org/audit"' in html
    assert 'id="answer-evidence_links"' in html


def test_the_message_of_a_decision_stands_above_what_happens_next(new_reader: NewReader) -> None:
    author, reviewer = make.author(), make.reviewer()
    number = make.in_review(author, reviewer)
    with transaction():
        service.request_changes(reviewer, number, make.whole(message="Say how many litres."))
    browser = signed_in(new_reader, author)
    page = words(browser.get(f"/en/submissions/{number}/log/"))
    assert page.index("Message of the reviewer Say how many litres.") < page.index("What happens next")
    assert "Say how many litres." in words(browser.get(f"/en/submissions/{number}/"))
