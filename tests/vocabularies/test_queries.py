"""Labels and trees from the copy kept in the process."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import update

from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.vocabularies import queries
from exchange.vocabularies.models import Theme, VocabularyState
from tests import statements


def test_a_page_full_of_labels_asks_the_database_once(app: Flask) -> None:
    with app.app_context():
        queries.current_vocabularies()
    with app.app_context(), statements.asked() as found:
        for code in ("waste", "transport"):
            queries.theme_label(code, "fr")
        queries.countries("ar")
        queries.targets("12")
        assert len([one for one, _values in found if "SELECT" in one]) == 1


def test_a_load_in_another_process_is_seen_at_the_next_request(app: Flask) -> None:
    with app.app_context():
        assert queries.theme_label("waste", "en") == "Waste"
    with app.app_context(), transaction():
        # What another process does: its own copies are dropped, those of this process are not.
        db.session.execute(update(Theme).where(Theme.id == "waste").values(labels={"en": "Refuse"}))
        db.session.execute(update(VocabularyState).values(digest="another"))
    with app.app_context():
        assert queries.theme_label("waste", "en") == "Refuse"


def test_a_label_falls_back_to_english_and_then_to_any() -> None:
    assert queries.label({"en": "Waste", "fr": "Déchets"}, "fr") == "Déchets"
    assert queries.label({"en": "Waste", "fr": ""}, "fr") == "Waste"
    assert queries.label({"pt": "Resíduos"}, "fr") == "Resíduos"
    assert queries.label({}, "fr") == ""


def test_unknown_codes_show_as_they_are() -> None:
    assert queries.theme_label("no-such", "en") == "no-such"
    assert queries.place_name("XK", "fr") == "XK"
    assert queries.target_title("99.9", "en") == "99.9"
    assert queries.theme("no-such") is None
    assert queries.theme_in_use("no-such") is None
    assert queries.themes_below("no-such") == ()
    assert queries.regions_of("XK") == ()
    assert queries.marks("XK") == ()


def test_the_tree_has_four_working_groups_and_every_theme_in_use() -> None:
    tree = queries.theme_tree()
    everything = [one.id for branch in tree for one in (branch.theme, *branch.children)]
    assert sorted(everything) == sorted(queries.current_vocabularies().themes)
    assert all(one.parent_id == branch.theme.id for branch in tree for one in branch.children)
    assert queries.themes_below(tree[0].theme.id)[1:] == tuple(one.id for one in tree[0].children)


def test_countries_are_sorted_by_their_name_in_the_language() -> None:
    english = [queries.place_name(one.code, "en") for one in queries.countries("en")]
    assert english[0] == "Afghanistan"
    assert english.index("Åland Islands") < english.index("Albania") + 1
    assert len(english) == 249
    assert queries.countries("fr") is queries.countries("fr")
    assert [one.code for one in queries.regions("en")][:2] == ["002", "019"]


def test_countries_are_sorted_by_sound_in_chinese_and_without_the_article_in_arabic() -> None:
    chinese = [queries.place_name(one.code, "zh") for one in queries.countries("zh")]
    arabic = [queries.place_name(one.code, "ar") for one in queries.countries("ar")]
    assert chinese[:3] == ["阿尔巴尼亚", "阿尔及利亚", "阿富汗"]
    assert chinese.index("不丹") < chinese.index("丹麦") < chinese.index("中国")
    assert arabic.index("بنن") < arabic.index("الجزائر") < arabic.index("المغرب") < arabic.index("النرويج")


def test_a_place_has_the_marks_of_its_groups() -> None:
    assert queries.marks("TV") == ("ldc", "sids")
    assert queries.marks("FR") == ()


def test_goals_and_targets_stand_in_their_order() -> None:
    assert [goal.code for goal in queries.goals()] == [str(number) for number in range(1, 18)]
    assert len(queries.targets()) == 169
    assert {target.goal_code for target in queries.targets("12")} == {"12"}
    assert queries.target_title("12.3", "fr").startswith("D’ici")
