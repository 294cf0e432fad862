from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.experts import orcid

# From the support pages of ORCID.
KNOWN = ("0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X")


@pytest.mark.parametrize("known", KNOWN)
def test_a_known_orcid_is_right_in_every_form_people_type(known: str) -> None:
    for typed in (
        known,
        known.replace("-", ""),
        known.replace("-", " "),
        f" {known} ",
        f"https://orcid.org/{known}",
        f"http://www.orcid.org/{known}/",
        f"orcid.org/{known}",
        f"ORCID: {known}",
        f"ORCID iD https://orcid.org/{known}",
        known.replace("-", "\u2011"),
        f"\u200b{known}\u200e",
    ):
        assert orcid.normal(typed) == known


def test_a_small_x_is_written_large() -> None:
    assert orcid.normal("0000-0002-1694-233x") == "0000-0002-1694-233X"


@pytest.mark.parametrize(
    "typed",
    ["", "0000", "0000-0002-1825-009", "0000-0002-1825-00977", "X000-0002-1825-0097", "https://example.org/0000-0002-1825-0097"],
)
def test_what_has_not_the_shape_is_no_orcid(typed: str) -> None:
    assert orcid.normal(typed) is None


@given(st.text("0123456789", min_size=15, max_size=15), st.integers(0, 14), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(digits: str, place: int, step: int) -> None:
    right = digits + orcid.check_digit(digits)
    wrong = right[:place] + str((int(right[place]) + step) % 10) + right[place + 1 :]
    assert orcid.normal(right) is not None
    assert orcid.normal(wrong) is None


@given(st.text())
def test_no_text_is_an_error(typed: str) -> None:
    found = orcid.normal(typed)
    assert found is None or len(found) == 19
