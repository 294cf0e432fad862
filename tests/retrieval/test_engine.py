"""The embedded engine, held to Whoosh's own searcher and to plain counting."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from whoosh.query import Or, Term
from whoosh.searching import Searcher

from exchange.practices.searchable import PRACTICES
from exchange.retrieval import analysis, parsing
from exchange.retrieval.port import Document, Request
from exchange.retrieval.terms import terms_of
from exchange.retrieval.whoosh import merging, scoring
from exchange.retrieval.whoosh.engine import WhooshEngine
from exchange.retrieval.whoosh.snapshot import Snapshot
from tests.retrieval.engine import MEMORY, WORDS, document, reader_of_whoosh, search
from tests.retrieval.kinds import KINDS
from tests.retrieval.plain_whoosh import LuceneIdf, PlainWhoosh

few = settings(
    max_examples=15,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
languages = st.sampled_from(["en", "fr", "zh"])
codes = st.fixed_dictionaries(
    {
        "theme": st.sets(st.sampled_from(["a", "b", "c"])).map(lambda one: tuple(sorted(one))),
        "country": st.sets(st.sampled_from(["KE", "FR", "CN"])).map(lambda one: tuple(sorted(one))),
        "kind": st.sampled_from([("policy",), ("tool",), ()]),
    }
)
years = st.one_of(st.none(), st.integers(2000, 2010))


@st.composite
def records(draw: st.DrawFn, number: int) -> list[Document]:
    """A record in one language or more."""
    shared: dict[str, Any] = {"codes": draw(codes), "newest": float(draw(st.integers(0, 3)))}
    first = draw(years)
    shared |= {"first_year": first, "last_year": None if first is None else first + draw(st.integers(0, 3))}
    return [document(number, draw(texts), draw(texts), language=one, **shared) for one in draw(st.sets(languages, min_size=1))]


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[list[Document], list[int]]]:
    """Commits after one another: what each puts and drops."""
    commits = []
    for _commit in range(draw(st.integers(1, 5))):
        numbers = draw(st.sets(st.integers(1, 8), max_size=5))
        put = [one for number in sorted(numbers) for one in draw(records(number))]
        commits.append((put, sorted(draw(st.sets(st.integers(1, 8), max_size=2)) - numbers)))
    return commits


def played(folder: Path, history: Sequence[tuple[list[Document], list[int]]]) -> tuple[WhooshEngine, list[Document]]:
    """An index that went through the history, and what it must hold in the end."""
    backend = WhooshEngine(folder, KINDS, MEMORY)
    backend.rebuild({}, "")
    held: dict[int, list[Document]] = {}
    for put, dropped in history:
        backend.put(PRACTICES, put, dropped)
        for number in {one.record for one in put} | set(dropped):
            held.pop(number, None)
        for one in put:
            held.setdefault(one.record, []).append(one)
    return backend, [one for some in held.values() for one in some]


QUESTIONS = st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.lists(st.sampled_from(WORDS), max_size=1)).map(
    lambda one: " ".join([*one[0], *(f"-{word}" for word in one[1])])
)


@settings(few, max_examples=20)
@given(histories(), st.lists(QUESTIONS, min_size=25, max_size=25))
def test_totals_scores_and_order_are_those_of_whoosh_as_it_comes(
    tmp_path_factory: pytest.TempPathFactory, history: list[Any], questions: list[str]
) -> None:
    backend, _held = played(tmp_path_factory.mktemp("index"), history)
    plain = PlainWhoosh()
    for put, dropped in history:
        plain.put(put, dropped)
    snapshot = backend.snapshot(PRACTICES)
    for q in questions:
        asked = replace(parsing.parse(q), title="")
        match = scoring.Scorer(snapshot, backend.kept).match(asked)
        mine = {
            (int(snapshot.records[snapshot.record_of[number]]), snapshot.language(int(number))): float(match.scores[number])
            for number in match.found.nonzero()[0]
        }
        theirs = plain.scores(asked)
        assert mine == pytest.approx(theirs)
        best: dict[int, float] = {}
        for (record, _language), score in theirs.items():
            best[record] = max(score, best.get(record, 0.0))
        answer = backend.search(Request(PRACTICES, asked, limit=100))
        assert answer.total == len(best)
        assert {hit.record for hit in answer.hits} == set(best)
        assert [best[hit.record] for hit in answer.hits] == pytest.approx(sorted(best.values(), reverse=True))


@few
@given(histories(), QUESTIONS)
def test_whooshs_own_searcher_reads_the_segments_as_the_engine_does(
    tmp_path_factory: pytest.TempPathFactory, history: list[Any], q: str
) -> None:
    backend, _held = played(tmp_path_factory.mktemp("index"), history)
    asked = parsing.parse(q)
    terms = [Term(term.field, term.text.encode()) for word in asked.words for term in terms_of(word)]
    wanted = replace(parsing.NOTHING, words=asked.words)
    match = scoring.Scorer(backend.snapshot(PRACTICES), backend.kept).match(wanted)
    with Searcher(reader_of_whoosh(backend), weighting=LuceneIdf(B=scoring.B, K1=scoring.K1)) as searcher:
        found = sorted(hit.score for hit in searcher.search(Or(terms), limit=None))
    assert found == pytest.approx(sorted(match.scores[match.found].tolist()))


def stands_in(one: Document, words: Sequence[str]) -> bool:
    """True when the words stand together in one of the texts."""
    for text in (one.title, *one.texts):
        forms = [token.form for token in analysis.tokens(text)]
        if any(forms[start : start + len(words)] == list(words) for start in range(len(forms))):
            return True
    return False


@few
@given(histories(), st.lists(st.sampled_from(WORDS[:10]), min_size=1, max_size=3))
def test_a_phrase_finds_what_holds_it_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, history: list[Any], words: list[str]
) -> None:
    backend, held = played(tmp_path_factory.mktemp("index"), history)
    forms = [analysis.fold(word) for word in words]
    asked = replace(parsing.parse(f'"{" ".join(words)}"'), title="")
    found = backend.search(Request(PRACTICES, asked, limit=100))
    assert {hit.record for hit in found.hits} == {one.record for one in held if stands_in(one, forms)}
    but = replace(parsing.parse(f'-"{" ".join(words)}"'), title="")
    rest = backend.search(Request(PRACTICES, but, limit=100))
    assert {hit.record for hit in rest.hits} == {one.record for one in held if not stands_in(one, forms)}


def fits(one: Document, request: Request, *, apart_from: str = "") -> bool:
    """Plain reading of a request without words, leaving one facet out."""
    for facet, wanted in request.chosen.items():
        have = {one.language} if facet == "language" else set(one.codes.get(facet, ()))
        if facet != apart_from and wanted and not have & wanted:
            return False
    first, last = request.years
    if first is None and last is None:
        return True
    if one.first_year is None or one.last_year is None:
        return False
    return (first is None or one.last_year >= first) and (last is None or one.first_year <= last)


@few
@given(
    histories(),
    st.dictionaries(
        st.sampled_from(["theme", "country", "kind", "language"]),
        st.frozensets(st.sampled_from(["a", "b", "KE", "FR", "policy", "tool", "en", "fr", "nothing known"])),
    ),
    st.tuples(years, years),
)
def test_facets_count_what_plain_reading_counts(
    tmp_path_factory: pytest.TempPathFactory, history: list[Any], chosen: dict[str, frozenset[str]], span: tuple[Any, Any]
) -> None:
    backend, held = played(tmp_path_factory.mktemp("index"), history)
    request = Request(PRACTICES, chosen=chosen, years=span, sort="newest", limit=100, counts=KINDS[PRACTICES].names)
    answer = backend.search(request)
    matching = {one.record: one for one in held if fits(one, request)}
    assert answer.total == len(matching)
    order = sorted(matching.values(), key=lambda one: (-one.newest, one.record))
    assert [hit.record for hit in answer.hits] == [one.record for one in order]
    for facet in KINDS[PRACTICES].names:
        pairs = {
            (one.record, code)
            for one in held
            if fits(one, request, apart_from=facet)
            for code in ([one.language] if facet == "language" else one.codes.get(facet, ()))
        }
        assert answer.counts[facet] == Counter(code for _record, code in pairs)


@few
@given(histories())
def test_the_index_holds_what_was_put_last(tmp_path_factory: pytest.TempPathFactory, history: list[Any]) -> None:
    backend, held = played(tmp_path_factory.mktemp("index"), history)
    assert backend.digests(PRACTICES) == {(one.record, one.language): one.digest() for one in held}
    again = WhooshEngine(backend.generations.root, KINDS, MEMORY)
    assert again.digests(PRACTICES) == backend.digests(PRACTICES)


@few
@given(histories(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
def test_merged_segments_answer_as_an_index_built_anew(
    tmp_path_factory: pytest.TempPathFactory, history: list[Any], words: list[str]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(merging, "STEP", 2)
        merged, held = played(tmp_path_factory.mktemp("merged"), history)
        while merged.tidy(lambda: False):
            pass
    anew = WhooshEngine(tmp_path_factory.mktemp("anew"), KINDS, MEMORY)
    anew.rebuild({PRACTICES: sorted(held, key=lambda one: one.record)}, "")
    assert merged.digests(PRACTICES) == anew.digests(PRACTICES)
    for q in (" ".join(words), f'"{" ".join(words)}"', f"{words[0][:2]}*"):
        request = Request(PRACTICES, parsing.parse(q), limit=100, counts=KINDS[PRACTICES].names)
        ours, theirs = merged.search(request), anew.search(request)
        assert (ours.total, ours.counts) == (theirs.total, theirs.counts)
        assert {hit.record for hit in ours.hits} == {hit.record for hit in theirs.hits}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_no_question_is_an_error(backend: WhooshEngine, text: str) -> None:
    backend.search(Request(PRACTICES, parsing.parse(text), counts=KINDS[PRACTICES].names))


def test_an_empty_index_answers(backend: WhooshEngine) -> None:
    answer = backend.search(Request(PRACTICES, parsing.parse('waste "food waste" re* -x'), counts=KINDS[PRACTICES].names))
    assert (answer.total, list(answer.hits)) == (0, [])
    assert all(not counts for counts in answer.counts.values())


def test_a_practice_comes_first_for_its_own_title(backend: WhooshEngine) -> None:
    titles = ["The the", "-waste plan", '"Zero" waste', "Waste", "Waste waste", "废物", "Waste*", "!!!"]
    backend.put(PRACTICES, [document(number, title, "waste plan zero") for number, title in enumerate(titles, 1)])
    for number, title in enumerate(titles[:-1], 1):
        best = search(backend, title)
        equal = [other for other, one in enumerate(titles, 1) if analysis.title_key(one) == analysis.title_key(title)]
        assert number in best[: len(equal)]


def test_a_practice_is_one_result_in_the_readers_language(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "waste plan"), document(1, "plan de déchets", "waste", language="fr")])
    for language in ("en", "fr", "zh"):
        hits = backend.search(Request(PRACTICES, parsing.parse("waste"), language=language)).hits
        assert [(hit.record, hit.language) for hit in hits] == [(1, "en" if language == "zh" else language)]


def test_a_beginning_stands_for_its_endings_up_to_a_limit(backend: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    backend.put(PRACTICES, [document(1, "recycle"), document(2, "recycling"), document(3, "reuse"), document(4, "recycling x")])
    assert sorted(search(backend, "recy*")) == [1, 2, 4]
    assert search(backend, "nothing*") == []
    assert search(backend, "-recy*") == [3]
    monkeypatch.setattr(scoring, "MOST_EXPANSIONS", 1)
    backend.kept.endings.clear()
    assert sorted(search(backend, "recy*")) == [2, 4]


def test_the_order_is_by_date_on_demand(backend: WhooshEngine) -> None:
    made = [document(number, "waste", newest=float(n), reviewed=float(r)) for number, n, r in [(1, 5, 5), (2, 9, 9), (3, 1, 10)]]
    backend.put(PRACTICES, made)
    assert search(backend, sort="newest") == [2, 1, 3]
    assert search(backend, "waste", sort="newest") == [2, 1, 3]
    assert search(backend, sort="reviewed") == [3, 2, 1]
    assert search(backend, sort="match") == [2, 1, 3]


def test_dropping_what_is_not_there_commits_nothing(backend: WhooshEngine) -> None:
    before = backend.generations.stamp()
    backend.drop(PRACTICES, [7])
    assert backend.generations.stamp() == before


def test_another_process_sees_a_commit_at_once(backend: WhooshEngine) -> None:
    other = WhooshEngine(backend.generations.root, KINDS, MEMORY)
    assert search(other) == []
    backend.put(PRACTICES, [document(1, "waste")])
    assert search(other, "waste") == [1]
    backend.put(PRACTICES, [], [1])
    assert search(other, "waste") == []


def test_another_process_reads_on_while_it_opens_a_new_generation(backend: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    backend.put(PRACTICES, [document(1, "waste")])
    other = WhooshEngine(backend.generations.root, KINDS, MEMORY)
    assert search(other, "waste") == [1]
    go_on, warm = threading.Event(), other.snapshots.warm

    def slowly(snapshot: Snapshot) -> None:
        assert go_on.wait(30)
        warm(snapshot)

    monkeypatch.setattr(other.snapshots, "warm", slowly)
    backend.rebuild({PRACTICES: [document(2, "waste")]}, "")
    assert search(other, "waste") == search(other, "waste") == [1]
    go_on.set()
    other.snapshots.wait()
    assert search(other, "waste") == [2]
    assert other.health() == "ready"


def test_a_new_generation_that_cannot_be_read_is_told_once_and_the_old_one_read_on(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "waste")])
    other = WhooshEngine(backend.generations.root, KINDS, MEMORY)
    assert search(other, "waste") == [1]
    backend.rebuild({PRACTICES: [document(2, "waste")]}, "")
    pointer = backend.generations.pointer()
    folder = backend.generations.folder(pointer.generation, PRACTICES)
    for path in folder.glob("*.facts"):
        path.write_bytes(b"nonsense")
    assert search(other, "waste") == [1]
    other.snapshots.wait()
    assert search(other, "waste") == [1]
    assert other.health() == "damaged"


def test_a_commit_of_one_kind_leaves_the_other_as_it_was(backend: WhooshEngine) -> None:
    backend.put(PRACTICES, [document(1, "waste")])
    before = backend.snapshot(PRACTICES)
    backend.put("experts", [document(1, "Amina")])
    assert backend.snapshot(PRACTICES) is before
