"""Words of one person in a mail to another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.notices.quoting import harmless_line, quotation, short_name


@pytest.mark.parametrize(
    ("written", "stands"),
    [
        ("Win at https://casino.example/x?y=1 now", "Win at https: casino[.]example/x?y=1 now"),
        ("http:／／casino．example", "http: casino[.]example"),
        ("www.casino.example", "www[.]casino[.]example"),
        ("casino\u200b.exam\u00adple casino.e\u200dxample", "casino[.]example casino[.]example"),
        ("казино.рф, casino。com", "казино[.]рф, casino[.]com"),
        ("http://192.168.10.1/a", "http: 192[.]168.10.1/a"),
        ("ann@casino.example, ann＠casino.example", "ann[at]casino[.]example, ann[at]casino[.]example"),
        ("mailto:ann@b.example", "mailto:ann[at]b[.]example"),
        ("one\u202e two\u2066 three\u200f", "one two three"),
        ("One\r\nBcc: two\u2028three\x0bfour", "One Bcc: two three four"),
        ("Repair in St. John's, e.g. 3.5 million (v. 2)", "Repair in St. John's, e.g. 3.5 million (v. 2)"),
        ("减少废物。再利用 3.5 万", "减少废物。再利用 3.5 万"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
    ],
)
def test_addresses_and_unseen_characters_do_nothing_and_other_words_stay(written: str, stands: str) -> None:
    assert harmless_line(written, 400) == stands


def test_a_title_cannot_leave_its_quotation_marks() -> None:
    assert quotation('x” is published. „Sign in“ «here» "now"') == "x' is published. 'Sign in' 'here' 'now'"


@given(text=st.text(max_size=300))
def test_whatever_is_written_is_short_and_stays_so(text: str) -> None:
    title, name = quotation(text), short_name(text)
    assert len(title) <= 80
    assert len(name) <= 60
    assert len(title.splitlines()) <= 1
    assert quotation(title) == title
