"""Who asks about an address learns nothing from the answer, whether it has an account, one that waits, a closed one or none."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from tests import statements
from tests.accounts import alike
from tests.client import Reader, words


def told(answer: TestResponse) -> tuple[int, str | None, str, list[str]]:
    """All that an answer tells."""
    said = words(answer) if answer.mimetype == "text/html" else ""
    return answer.status_code, answer.location, said, sorted(name for name, _value in answer.headers)


@pytest.fixture
def addresses(reader: Reader) -> None:
    alike.make(reader)


@pytest.mark.parametrize("page", alike.PAGES)
@pytest.mark.usefixtures("addresses")
def test_every_address_is_answered_alike_after_the_same_statements(reader: Reader, page: str) -> None:
    with statements.asked() as wanted:
        unknown, _seconds = alike.ask(reader, page, alike.UNKNOWN)
    for kind in filter(lambda one: alike.asked(page, one), alike.KINDS):
        with statements.asked() as found:
            answer, _seconds = alike.ask(reader, page, alike.address_of(kind))
        assert told(answer) == told(unknown), kind
        assert [one for one, _values in found] == [one for one, _values in wanted], kind
