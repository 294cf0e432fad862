"""What imports and themes show on the desk of administrators."""

from __future__ import annotations

from tests import factories
from tests.client import Reader, words
from tests.house_rules import administration as makers


def test_the_desk_leads_to_imports_themes_and_the_home_page(reader: Reader) -> None:
    makers.import_ended(None)
    reader.sign_in(factories.member(role="administrator"))
    page = reader.get("/en/admin/")
    told = words(page)
    for words_of_link in ("Imports", "Correct an imported practice", "Themes", "Chosen for the home page", "Imported a file"):
        assert words_of_link in told
    for href in ("/en/admin/imports/", "/en/admin/records/", "/en/admin/vocabularies/"):
        assert f'href="{href}"' in page.get_data(as_text=True)


def test_an_undo_that_was_asked_waits_for_another_administrator_alone(reader: Reader) -> None:
    makers.undo_asked(None)
    reader.sign_in(factories.member(role="administrator"))
    assert "Wrong file" in words(reader.get("/en/admin/"))
    assert "Agree or refuse" in words(reader.get("/en/admin/"))
