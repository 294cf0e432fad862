"""Reading a practice: its page, its history, its translations, and what stays of a retracted one."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.practices import queries, service
from exchange.practices.edits import BaseRevision
from exchange.practices.models import Version
from tests import factories
from tests.client import Reader, words
from tests.practices import records
from tests.practices.records import change, hide, retract
from tests.practices.test_drafts import actor


@pytest.fixture
def author() -> int:
    return factories.member("Ana Silva").id


def read(reader: Reader, practice: int, lang: str = "en", query: str = "") -> str:
    answer = reader.get(f"/{lang}/practices/{practice}/{query}", follow_redirects=True)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def said(reader: Reader, practice: int, lang: str = "en", query: str = "") -> str:
    return words(reader.get(f"/{lang}/practices/{practice}/{query}", follow_redirects=True))


def test_the_page_shows_every_answer_that_was_given(reader: Reader, author: int) -> None:
    practice = records.publish(records.whole_draft(author), evidence="measured")
    page = said(reader, practice)
    for part in (
        "Ana Silva read it against the checklist on", "Measured: unit, years and method are given", "Evaluated by somebody else: not yet", "Policy", "Repair vouchers", "Vouchers doubled repairs", "The problem", "What was done",
        "Portugal", "2021 to 30 June 2023", "Finished", "City of Porto", "Repairers’ guild", "Implementer", "Evaluation", "Advice for others",
        "What the authors can offer", "Porto 2022, Annual report", "Creative Commons Attribution 4.0", "Version 1, published on", "Ana Silva (",
    ):  # fmt: skip
        assert part in page, part
    assert "Objectives" not in page
    assert "Not given by the source" not in page
    html = read(reader, practice)
    assert 'href="/en/countries/PT/"' in html
    assert 'href="/en/themes/waste/"' in html
    assert f'href="/en/account/contact/{author}' not in html
    assert f"practice={practice}" in html
    assert "<strong>appliances</strong>" in html


def test_a_wrong_slug_is_corrected_and_the_filters_after_it_kept(reader: Reader, author: int) -> None:
    practice = records.published(author)
    answer = reader.get(f"/en/practices/{practice}/wrong/?text=original")
    assert answer.status_code == 301
    assert answer.location == f"/en/practices/{practice}/repair-vouchers-for-household-appliances-in-porto/?text=original"
    assert reader.get(f"/en/practices/{practice}/").status_code == 301
    assert reader.get("/en/practices/999/x/").status_code == 404


def test_an_author_with_a_profile_is_linked_and_one_who_left_a_former_member(reader: Reader, author: int) -> None:
    practice = records.published(author)
    assert f"/experts/{author}/" not in read(reader, practice)
    records.profile(author)
    assert f'href="/en/experts/{author}/ana-silva/"' in read(reader, practice)
    with transaction():
        actor(author).active = False
    page = said(reader, practice)
    assert "Former member" in page
    assert "Ana Silva" not in page
    assert "Ask the" not in page


def test_readers_ask_the_contacts_who_agreed(reader: Reader, author: int) -> None:
    other = factories.member("Ben Okoro").id
    records.profile(other)
    number = records.whole_draft(author)
    with transaction():
        service.invite(actor(author), number, "contact", other)
        service.add_self(actor(author), number)
    practice = records.publish(number)
    page = said(reader, practice)
    assert ("Ask the author" in page, "Ben Okoro" in page) == (True, False)
    with transaction():
        service.answer_invitation(actor(other), practice, "contact", True)
    page = said(reader, practice)
    assert ("Ask the contact" in page, "Ask Ana Silva" in page) == (True, True)
    reader.sign_in(other)
    assert "Your part as a contact" in said(reader, practice)


def test_an_imported_practice_names_its_source_its_licence_and_what_it_does_not_give(reader: Reader) -> None:
    practice = records.imported(
        record_type="project", record={"countries": ["DK", "XZ"], "country_names": ["Denmark", "Zedland"]}
    )
    page = said(reader, practice)
    for part in (
        "Project", "It was told by European platform, good practices", "and nobody here has checked it", "Licence: CC BY 4.0 (legal notice not consulted)",
        "Credit: European platform", "What this note does not tell", "What changed, and how that is known", "Denmark", "Zedland",
    ):  # fmt: skip
        assert part in page, part
    assert "Ask the" not in page
    assert 'href="https://example.org/source"' in read(reader, practice)


def test_an_imported_practice_may_have_no_more_than_a_title(reader: Reader) -> None:
    practice = records.imported(description="", themes=[], countries=[])
    change(practice, source_url="javascript:alert(1)")
    assert "The source gives no text beyond the title" in said(reader, practice)
    assert "javascript:" not in read(reader, practice)


def test_a_short_note_gives_its_text_at_once_and_says_what_it_does_not_tell(reader: Reader) -> None:
    html = read(reader, records.imported(description="Vouchers for repairs."))
    assert '<div class="prose lead" lang="en" dir="ltr"><p>Vouchers for repairs.</p>' in html
    page = said(reader, 1)
    assert "Since when it was done, and whether it still runs" in page
    assert "What was done, step by step" not in page
    assert ("How sure is this" in page, "On this page" in page) == (False, False)


def test_a_longer_practice_of_a_source_is_not_checked_and_its_level_not_shown(reader: Reader) -> None:
    practice = records.imported(description=" ".join(["repairs"] * 60))
    with transaction():
        db.session.query(Version).filter_by(practice_id=practice).one().evidence = "evaluated"
    page = said(reader, practice)
    for part in (
        "Told by a source. Not checked here.",
        "Imported from European platform",
        "Not given by the source: Summary",
        "On this page",
    ):
        assert part in page, part
    assert "This is the whole note" not in page
    assert "Evaluated" not in page


def test_what_is_reviewed_here_is_never_called_unchecked(reader: Reader, author: int) -> None:
    page = said(reader, records.published(author))
    assert "This is the whole note. Cite" in page
    assert "Reported by those who did it" in page
    assert "nobody here has checked" not in page
    assert "Not checked here" not in page


def test_an_arabic_page_keeps_foreign_words_apart_with_their_language(reader: Reader, author: int) -> None:
    html = read(reader, records.published(author), "ar")
    assert '<h1><bdi lang="en" dir="ltr">Repair vouchers' in html
    assert '<bdi lang="en">repair</bdi> و<bdi lang="en">vouchers</bdi>' in html
    assert '<bdi lang="en">City of Porto</bdi>' in html
    assert "<bdi>Ana Silva</bdi>" in html
    crumbs = html.split('class="crumbs"')[1].split("</nav>")[0]
    assert "Repair vouchers" not in crumbs


def test_the_source_order_of_a_practice_is_the_order_of_reading(reader: Reader, author: int) -> None:
    number = records.whole_draft(author, description=" ".join(["repairs"] * 60))
    with transaction():
        service.add_self(actor(author), number)
    html = read(reader, records.publish(number))
    order = ["<h1>", 'class="line"', 'class="lead"', "Ask the author", "<summary>On this page", "<summary>At a glance", 'id="problem"', 'id="sure"', 'id="cite"']  # fmt: skip
    places = [html.index(one) for one in order]
    assert places == sorted(places)
    assert "<details class" in html
    assert " open" not in html.split("<summary>On this page")[0].rsplit("<details", 1)[1]


def test_a_very_long_practice_stays_within_the_budget(reader: Reader) -> None:
    text = " ".join(f"word{number % 977} and more" for number in range(1_700))
    assert len(text) > 25_000
    answer = reader.get(f"/ar/practices/{records.imported(description=text)}/", follow_redirects=True)
    assert len(gzip.compress(answer.data)) < 14_000


def test_a_translation_is_shown_in_its_language_with_its_translator(reader: Reader, author: int) -> None:
    practice = records.published(author)
    records.translation(
        practice, "fr", title="Bons de réparation", summary="Résumé", answers={"problem": "Jetés."}, translator_id=author
    )
    html, page = read(reader, practice, "fr"), said(reader, practice, "fr")
    assert "Traduction de Ana Silva" in page
    assert "Jetés." in page
    assert 'lang="fr" dir="ltr"' in html
    assert 'lang="en" dir="ltr"' in html
    assert 'rel="canonical" href="http://exchange.test/fr/practices/' in html
    assert 'hreflang="fr" href="http://exchange.test/fr/practices/' in html
    assert 'hreflang="en" href="http://exchange.test/en/practices/' in html
    assert '<link rel="alternate" hreflang="ar"' not in html
    assert "noindex" not in html
    original = read(reader, practice, "fr", "?text=original")
    assert '<h1><bdi lang="en" dir="ltr">Repair vouchers' in original
    assert "noindex" in original


def test_a_translation_without_a_translator_is_the_source_s_or_a_former_member_s(reader: Reader, author: int) -> None:
    own, imported = records.published(author), records.imported()
    for number in (own, imported):
        records.translation(number, "fr", title="Titre")
    assert "Traduction d’un ancien membre." in said(reader, own, "fr")
    assert "Traduction fournie par la source." in said(reader, imported, "fr")


def test_a_language_without_a_text_shows_the_original_and_is_not_indexed(reader: Reader, author: int) -> None:
    practice = records.published(author)
    html = read(reader, practice, "ar")
    assert "noindex" in html
    assert 'rel="canonical" href="http://exchange.test/en/practices/' in html
    assert "أنت تقرأ الأصل باللغة" in said(reader, practice, "ar")


def test_an_original_in_a_seventh_language_has_its_home_in_english(reader: Reader, author: int) -> None:
    practice = records.published(author, language="pt")
    english = read(reader, practice)
    assert "noindex" not in english
    assert '<link rel="alternate"' not in english.replace('hreflang="x-default"', "")
    assert 'href="http://exchange.test/en/practices/' in read(reader, practice, "fr")
    assert "not yet in" in said(reader, practice)


def test_a_machine_s_translation_is_never_the_default(reader: Reader, author: int) -> None:
    practice = records.published(author)
    records.translation(practice, "es", title="Vales de máquina", by_machine=True)
    page = said(reader, practice, "es")
    assert "Vales de máquina" not in page
    assert "Leer" in page
    assert "?text=machine" in read(reader, practice, "es")
    machine = said(reader, practice, "es", "?text=machine")
    assert "Vales de máquina" in machine
    assert "puede contener errores" in machine


def test_a_translation_of_an_earlier_version_is_marked_as_outdated(reader: Reader, author: int) -> None:
    practice = records.published(author)
    records.translation(practice, "fr", title="Titre")
    assert "plus ancienne que l’original" not in said(reader, practice, "fr")
    revise(practice, author, {"advice": "Start with two districts."})
    assert "plus ancienne que l’original" in said(reader, practice, "fr")


def revise(practice: int, author: int, given: dict[str, object]) -> int:
    with transaction():
        number = service.new_version(actor(author), practice)
        service.save(actor(author), number, given, BaseRevision(0))
    return records.publish(number)


def test_the_history_shows_what_changed_between_published_versions(reader: Reader, author: int) -> None:
    practice = records.published(author)
    revise(practice, author, {"advice": "Start with two districts.", "countries": ["PT", "ES"]})
    revise(practice, author, {})
    with transaction():
        service.new_version(actor(author), practice)
    answer = reader.get(f"/en/practices/{practice}/history/")
    html = answer.get_data(as_text=True)
    assert "<del>one district</del>" in html
    assert "<ins>two districts</ins>" in html
    assert "Spain" in html
    page = words(answer)
    assert "This is the first published version" in page
    assert "No answer differs from the version before" in page
    assert "Version 4" not in page
    earlier = words(reader.get(f"/en/practices/{practice}/history/1/"))
    assert "This is an earlier version" in earlier
    assert "Start with one district" in earlier
    assert "This is an earlier version" not in words(reader.get(f"/en/practices/{practice}/history/3/"))
    assert reader.get(f"/en/practices/{practice}/history/4/").status_code == 404


def test_a_long_history_comes_in_pages(reader: Reader, author: int) -> None:
    practice = records.published(author)
    for number in (2, 3):
        revise(practice, author, {"advice": f"Start with district {number}."})
    pages = [queries.history(practice, page, per_page=2) for page in (1, 2)]
    numbers = [[(one.number, before.number if before else None) for one, before in page.items] for page in pages]
    assert numbers == [[(3, 2), (2, 1)], [(1, None)]]
    assert [page.last for page in pages] == [2, 2]
    assert [reader.get(f"/en/practices/{practice}/history/?page={page}").status_code for page in ("1", "2", "0", "x")] == [
        200,
        404,
        404,
        404,
    ]


def test_a_hidden_practice_is_there_for_its_authors_and_moderators_only(reader: Reader, author: int) -> None:
    practice = records.published(author)
    hide(practice)
    places = (f"/en/practices/{practice}/", f"/en/practices/{practice}/history/", f"/en/practices/{practice}/history/1/")
    assert [reader.get(place).status_code for place in places] == [404, 404, 404]
    reader.sign_in(factories.member())
    assert reader.get(places[0]).status_code == 404
    for who in (author, factories.moderator().id):
        reader.sign_in(who)
        assert "This practice is hidden from readers" in said(reader, practice)
        assert "noindex" in read(reader, practice)


def test_a_retracted_practice_leaves_its_title_date_and_reason(reader: Reader, author: int) -> None:
    practice = records.published(author)
    retract(practice)
    for place in ("", "x/", "history/", "history/1/"):
        answer = reader.get(f"/en/practices/{practice}/{place}")
        assert answer.status_code == 410
        assert "Repair vouchers" in words(answer)
        assert "Figures were wrong" in words(answer)
    with pytest.raises(Exception, match="published"), transaction():
        service.confirm(actor(author), practice)


def test_a_practice_nobody_confirmed_for_twelve_months_is_marked(reader: Reader, author: int) -> None:
    with clock.later(timedelta(days=-400)):
        practice = records.published(author)
    assert "Not confirmed recently" in said(reader, practice)
    with transaction():
        service.confirm(actor(author), practice)
    assert "Not confirmed recently" not in said(reader, practice)


def test_a_draft_is_no_practice_for_readers(reader: Reader, author: int) -> None:
    number = records.draft(author)
    version = db.session.get(Version, number)
    assert version is not None
    assert reader.get(f"/en/practices/{version.practice_id}/").status_code == 404
    assert queries.reading(version.practice_id) is None


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"end": "", "state": "running"}, "Portugal Porto 2021, still running Policy"), ({"start": "", "end": "2023"}, "Porto Until 2023 Policy"),
        ({"end": "", "state": "finished"}, "Porto 2021 Policy"), ({"end": "2023"}, "Porto 2021–2023 Policy"),
        ({"start": "2021-03-15", "end": "", "state": "running"}, "Years Since 15 March 2021"),
    ],
)  # fmt: skip
def test_years_are_said_as_they_are_known(reader: Reader, author: int, given: dict[str, str], shown: str) -> None:
    assert shown in said(reader, records.published(author, **given))
