"""Plain text as Markdown: what readers see is what the source said."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core import text
from exchange.transfer.plain_text import to_markdown

MARKS = "*_`#<>[]()!&;|~-+=.:\\/ \n1290abz"


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("One\nTwo", "<p>One</p> <p>Two</p>"),
        ("# not a heading", "<p># not a heading</p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("*stars* and _lines_ and snake_case_name", "<p>*stars* and _lines_ and snake_case_name</p>"),
        ("[link](http://example.org)", "<p>[link](http://example.org)</p>"),
        ("[1]: http://example.org", "<p>[1]: http://example.org</p>"),
        ("![picture](a.png)", "<p>![picture](a.png)</p>"),
        (
            "`code` <b>bold</b> &amp; <http://example.org>",
            "<p>`code` &lt;b&gt;bold&lt;/b&gt; &amp;amp; &lt;http://example.org&gt;</p>",
        ),
        ("> said", "<p>&gt; said</p>"),
        ("Above\n----", "<p>Above</p> <p>----</p>"),
        ("~~~", "<p>~~~</p>"),
        ("C:\\*", "<p>C:\\*</p>"),
        ("    indented", "<p>indented</p>"),
        ("a|b\n-|-", "<p>a|b</p> <p>-|-</p>"),
        ("2013. A year", "<p>2013. A year</p>"),
        ("- one\n- two\nAfter", "<ul> <li>one</li> <li>two</li> </ul> <p>After</p>"),
        ("1. one\n2. two", "<ol> <li>one</li> <li>two</li> </ol>"),
        ("• one\n•\u00a0two", "<ul> <li>one</li> <li>two</li> </ul>"),
        ("- # mark", "<ul> <li># mark</li> </ul>"),
        ("- - x", "<ul> <li>- x</li> </ul>"),
        ("end \\", "<p>end \\</p>"),
        ("", ""),
    ],
)
def test_what_would_change_meaning_is_taken_as_it_stands(plain: str, shown: str) -> None:
    # A bare address is a link wherever it stands; the words are what they were.
    html = re.sub("</?a[^>]*>", "", str(text.markdown(to_markdown(plain))))
    assert " ".join(html.split()) == shown


def words(shown: str) -> str:
    return re.sub(r"\s+", "", html.unescape(shown))


@given(st.text(alphabet=MARKS, max_size=60))
def test_no_character_is_lost_but_the_marks_of_lists(plain: str) -> None:
    shown = str(text.markdown(to_markdown(plain)))
    seen = words(re.sub(r"<[^>]+>", "", shown))
    meant = [re.sub(r"^([-*+]|\d{1,3}[.)])\s+(?=\S)", "", line.strip()) for line in plain.split("\n")]
    assert seen == words(html.escape("".join(meant)))


@given(st.text(alphabet=MARKS, max_size=60))
def test_only_paragraphs_and_lists_are_made(plain: str) -> None:
    tags = set(re.findall(r"<(\w+)", str(text.markdown(to_markdown(plain)))))
    assert tags <= {"p", "ul", "ol", "li"}
