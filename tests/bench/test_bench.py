"""The bench measures what it says: the same documents every time, the same answers from every engine, scores by hand."""

from __future__ import annotations

import json
import math
from contextlib import closing
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import pytest
import Stemmer
from flask import Flask

from exchange.practices.searchable import PRACTICES
from exchange.questions import Terms
from exchange.transfer import reading, records
from exchange.vocabularies import queries as vocabularies
from tests.bench import collection, pages, questions, table, written
from tests.bench.engines import NAMES, PRODUCT, TANTIVY, opened
from tests.bench.metrics import average_precision, ndcg, recall
from tests.bench.quality import read
from tests.bench.spent import quantile
from tests.retrieval.kinds import KINDS

INSTALLED = [name for name in NAMES if name != TANTIVY or find_spec("tantivy")]
SOME = 20


def test_ndcg_is_that_worked_out_by_hand() -> None:
    grades = {"a": 2, "b": 1, "c": 1}
    got = 1 / math.log2(2) + 3 / math.log2(4)
    best = 3 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(["b", "x", "a"], grades) == pytest.approx(got / best)
    assert ndcg(["a", "c", "b"], grades) == pytest.approx(1.0)
    assert ndcg(["x", "a"], grades, depth=1) == 0.0
    assert ndcg(["a"], {"a": 0}) == 0.0


def test_average_precision_counts_what_was_not_found_as_zero() -> None:
    assert average_precision(["a", "x", "b"], {"a": 1, "b": 1, "c": 1, "x": 0}) == pytest.approx((1 / 1 + 2 / 3) / 3)
    assert average_precision(["x"], {"x": 0}) == 0.0


def test_recall_looks_as_deep_as_it_is_told() -> None:
    assert recall(["a", "x", "b"], {"a": 1, "b": 1}, depth=2) == 0.5
    assert recall(["a", "x", "b"], {"a": 1, "b": 1}) == 1.0
    assert recall([], {}) == 0.0


def test_a_quantile_is_a_value_that_was_measured() -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], 0.5) == 3.0
    assert quantile([1.0, 2.0], 0.95) == 2.0


def test_documents_are_the_same_every_time_and_a_smaller_set_begins_a_larger() -> None:
    few = list(collection.documents(3))
    assert few == list(islice(collection.documents(600), 3))
    assert [one.record for one in few] == [1, 2, 3]
    assert len(few[0].title.split()) == collection.TITLE
    assert set(few[0].codes) == set(KINDS[PRACTICES].codes) - {"language"}


def test_every_word_is_its_own_stem_and_no_two_are_equal() -> None:
    assert len(set(collection.words())) == collection.WORDS
    for language in ("english", "french", "spanish", "porter"):
        stemmer = Stemmer.Stemmer(language)
        some = collection.words()[:: collection.WORDS // 200]
        assert [stemmer.stemWord(word) for word in some] == list(some)


def test_no_question_is_asked_twice_and_fresh_words_are_fresh() -> None:
    asked = [*questions.warm(50), *questions.cold(20)]
    assert len(set(asked)) == 70
    known = set(questions.known_words())
    assert all(known.issuperset(question.split()) for question in questions.warm(50))
    assert not any(known & set(question.split()) for question in questions.cold(20))
    assert max(len(question) for _what, question in questions.hostile()) <= 10_000


def test_the_importer_takes_in_what_the_documents_say() -> None:
    known = vocabularies.current_vocabularies()
    terms = Terms({code: code for code in known.themes}, known.places, known.targets)
    document = next(collection.documents(1))
    content = reading.content(records.read(json.dumps(collection.record(document)).encode()), terms)
    assert (content.answers["title"], content.answers["kind"]) == (document.title, document.codes["kind"][0])
    assert content.unknown_themes + content.unknown_places + content.unknown_languages == ()


def test_every_engine_finds_and_counts_the_same(tmp_path: Path) -> None:
    found = {}
    for name in INSTALLED:
        with closing(opened(name, tmp_path / name)) as writer:
            writer.build(collection.documents(SOME))
        with closing(opened(name, tmp_path / name)) as engine:
            answers = [engine.search(question) for question in questions.warm(20)]
        found[name] = [(one.total, len(one.rows), {facet: dict(some) for facet, some in one.counts.items()}) for one in answers]
    assert all(one == found[PRODUCT] for one in found.values())
    assert any(total for total, _rows, _counts in found[PRODUCT])


def test_a_collection_is_read_and_what_has_no_judgement_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"id": 1, "title": "Waste", "text": "of food"}\n{"id": "2", "title": null}\n')
    (tmp_path / "queries.tsv").write_text('id\ttext\n1\twhat of "waste\n2\tnever judged\n')
    (tmp_path / "qrels.tsv").write_text("query\tdocument\tgrade\n1\t1\t2\n1\t2\t0\n")
    given = read(tmp_path)
    assert given.documents == {"1": ("Waste", "of food"), "2": ("", "")}
    assert given.questions == {"1": 'what of "waste'}
    assert given.grades == {"1": {"1": 2, "2": 0}}


def test_a_table_is_put_between_its_marks_and_nowhere_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- measured: x -->old<!-- end -->\n<!-- measured: y -->kept<!-- end -->\n")
    written.put("x", ["new"], page)
    assert page.read_text() == "before\n<!-- measured: x -->\n\nnew\n\n<!-- end -->\n<!-- measured: y -->kept<!-- end -->\n"
    with pytest.raises(ValueError, match="no marks for z"):
        written.put("z", [], page)


@pytest.mark.parametrize(("value", "verdict"), [(0.9, "aim met"), (1.4, "met"), (1.6, "**missed**"), (None, "")])
def test_a_missed_bound_is_called_missed(value: float | None, verdict: str) -> None:
    assert table.Row("x", "", "≤ 1.5", "≤ 1", value, 1.5, 1).verdict == verdict


def test_a_page_has_a_time_for_each_of_its_parts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "WARMING", 1)
    found = pages._answers(app, pages.PAGE, ["repair", "food"], None)
    assert set(found["parts"]) == {"search in the index", *(part for _holder, _name, part in pages.PARTS), "all else"}
    assert all(milliseconds > 0 for milliseconds in found["parts"].values())
