"""The records most like a given one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from exchange.practices.searchable import PRACTICES
from exchange.retrieval import analysis
from exchange.retrieval.port import Document, Unavailable
from exchange.retrieval.whoosh.engine import WhooshEngine
from exchange.retrieval.whoosh.similarity import MOST_TERMS, telling_terms
from tests.retrieval.engine import WORDS, document

Drain = Callable[[], int]
few = settings(
    max_examples=25,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
KETTLES = "Volunteers mend kettles, toasters and lamps of neighbours on Saturdays"
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
codes = st.fixed_dictionaries(
    {
        "theme": st.sets(st.sampled_from(["a", "b", "c"])).map(lambda one: tuple(sorted(one))),
        "country": st.sets(st.sampled_from(["KE", "FR"])).map(lambda one: tuple(sorted(one))),
        "kind": st.sampled_from([("policy",), ("tool",), ()]),
    }
)


@st.composite
def corpora(draw: st.DrawFn) -> list[list[Document]]:
    """Practices, each in one language or more."""
    found = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        carried = draw(codes)
        languages = draw(st.sets(st.sampled_from(["en", "fr", "zh"]), min_size=1))
        found.append([document(number, draw(texts), draw(texts), language=one, codes=carried) for one in sorted(languages)])
    return found


@few
@given(corpus=corpora(), gone=st.sets(st.integers(1, 9)), limit=st.integers(1, 6))
def test_never_itself_never_one_that_is_gone_each_once_and_no_more_than_asked(
    backend: WhooshEngine, corpus: list[list[Document]], gone: set[int], limit: int
) -> None:
    backend.rebuild({PRACTICES: [one for record in corpus for one in record]}, "")
    backend.drop(PRACTICES, gone)
    for record in corpus:
        found = backend.similar(PRACTICES, record, limit)
        assert record[0].record not in found
        assert not set(found) & gone
        assert len(set(found)) == len(found) <= limit
        assert found == backend.similar(PRACTICES, record, limit)


@few
@given(text=st.lists(st.sampled_from(WORDS + [f"word{number}" for number in range(200)]), max_size=400).map(" ".join))
def test_a_bounded_number_of_words_tells_about_a_practice_and_each_is_one_of_its_own(backend: WhooshEngine, text: str) -> None:
    made = document(1, "Title", text)
    backend.rebuild({PRACTICES: [made, document(2, "Other", text), document(3, "More"), document(4, "Much more")]}, "")
    terms = [term.text for term, _weight in telling_terms(backend.snapshot(PRACTICES), [made])]
    assert len(terms) <= MOST_TERMS
    assert set(terms) <= set(analysis.analyse(made.title, made.texts, "en").stems)


def test_the_most_like_comes_first_and_what_has_nothing_in_common_is_left_out(backend: WhooshEngine) -> None:
    one = document(1, "Repair café", KETTLES, codes={"theme": ("waste",), "country": ("PT",)})
    same = document(2, "Repair café in Braga", KETTLES, codes={"theme": ("waste",), "country": ("PT",)})
    near = document(3, "Repair days", "Neighbours mend kettles and lamps", codes={"theme": ("waste",), "country": ("FR",)})
    theme = document(4, "Landfill tax", "A tax on tonnes", codes={"theme": ("waste",), "country": ("SE",)})
    other = document(5, "School meals", "Local farms deliver lunch", codes={"theme": ("food",), "country": ("BR",)})
    rest = [
        document(number, f"Bus lane {number}", "Streets and buses", codes={"theme": ("transport",)}) for number in range(6, 20)
    ]
    backend.rebuild({PRACTICES: [one, same, near, theme, other, *rest]}, "")
    assert list(backend.similar(PRACTICES, [one], 10)) == [2, 3, 4]


def test_a_practice_the_index_has_not_seen_yet_has_similar_ones(backend: WhooshEngine) -> None:
    backend.rebuild({PRACTICES: [document(number, f"Bus {number}", "Streets") for number in range(3, 20)]}, "")
    backend.put(PRACTICES, [document(2, "Repair", KETTLES), document(20, "Repair", KETTLES)])
    assert set(backend.similar(PRACTICES, [document(1, "Repair café", KETTLES)], 10)) == {2, 20}


def test_nothing_is_similar_in_an_empty_index_or_to_nothing(backend: WhooshEngine) -> None:
    assert backend.similar(PRACTICES, [document(1, "Repair", KETTLES)], 5) == ()
    backend.put(PRACTICES, [document(1, "Repair", KETTLES)])
    assert backend.similar(PRACTICES, [], 5) == ()
    assert backend.similar(PRACTICES, [document(2)], 5) == ()


def test_a_change_of_the_index_is_seen_at_once(backend: WhooshEngine) -> None:
    one, two = document(1, "Repair café", KETTLES), document(2, "Repair café", KETTLES)
    rest = [document(number, f"Bus {number}", "Streets") for number in range(3, 20)]
    backend.rebuild({PRACTICES: [one, two, *rest]}, "")
    assert backend.similar(PRACTICES, [one], 5) == (2,)
    backend.drop(PRACTICES, [2])
    assert backend.similar(PRACTICES, [one], 5) == ()


def test_a_missing_index_is_unavailable(backend: WhooshEngine) -> None:
    for file in sorted(backend.generations.root.rglob("*"), reverse=True):
        if file.is_file():
            file.unlink()
    with pytest.raises(Unavailable):
        backend.similar(PRACTICES, [document(1, "Repair", KETTLES)], 5)
