"""What is larger than anybody writes: answered in bounded time, with words, and with what was typed."""

from __future__ import annotations

import time

import pytest

from exchange.core.transaction import transaction
from exchange.practices import service
from exchange.practices.edits import BaseRevision
from tests import factories
from tests.client import Reader, words
from tests.practices import records
from tests.practices.test_drafts import actor, given
from tests.practices.test_writing import filled, post


@pytest.fixture
def me(reader: Reader) -> int:
    member = factories.member("Ana Silva")
    reader.sign_in(member)
    return member.id


def test_two_long_texts_of_short_lines_are_compared_in_bounded_time(reader: Reader, me: int) -> None:
    number = records.draft(me, {"description": "First"})
    address = f"/en/submissions/{number}/done/"
    mine = filled(reader, address) | {"description": "b\na\n" * 10_000}
    with transaction():
        service.save(actor(me), number, {"description": "a\n" * 20_000}, BaseRevision(1))
    begun = time.process_time()
    assert post(reader, address, mine).status_code == 409
    # It took hours; a second of work is what the whole page may take on a slow machine.
    assert time.process_time() - begun < 3


def test_a_preview_of_too_large_a_table_says_so_and_keeps_it(reader: Reader, me: int) -> None:
    number = records.draft(me)
    address = f"/en/submissions/{number}/done/"
    table = "|" + "a|" * 300 + "\n|" + "-|" * 300 + "\n" + "a\n" * 4_000 + "end"
    answer = post(reader, address, filled(reader, address) | {"description": table, "preview": "description"})
    assert answer.status_code == 200
    assert "more marks or table cells than we can show" in words(answer)
    assert table in answer.get_data(as_text=True).replace("\r\n", "\n")
    assert answer.get_data(as_text=True).count("<td") < 5_000


def test_thousands_of_rows_are_refused_and_what_was_typed_stays(reader: Reader, me: int) -> None:
    number = records.draft(me, {"references": [{"url": "", "label": "Kept"}]})
    address = f"/en/submissions/{number}/sources/"
    rows = {f"references-{row}-label": f"Title {row}" for row in range(9_999)}
    answer = post(reader, address, filled(reader, address) | rows)
    assert answer.status_code == 422
    assert "This list takes 50 rows" in words(answer)
    html = answer.get_data(as_text=True)
    assert "Title 49" in html
    assert "Title 9998" in html
    assert html.count("<fieldset") < 60
    assert given(number, me)["references"] == [{"url": "", "label": "Kept"}]
    scripted = post(reader, address, filled(reader, address) | rows, headers={"X-Autosave": "1"})
    assert (scripted.status_code, scripted.json) == (422, {"problems": ["references"]})


def test_a_draft_with_many_rows_is_saved_as_it_is(reader: Reader, me: int) -> None:
    many = [{"url": "", "label": f"Title {row}"} for row in range(70)]
    number = records.draft(me, {"references": many})
    address = f"/en/submissions/{number}/sources/"
    assert post(reader, address, filled(reader, address)).status_code == 303
    assert given(number, me)["references"] == many
