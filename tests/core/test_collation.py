"""The order of names in lists, by the language of the page."""

from __future__ import annotations

import pytest

from exchange.core.collation import sort_key


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Åland Islands", "Albania", "Côte d’Ivoire", "Croatia", "Zambia"]),
        ("fr", ["Égypte", "El Salvador", "Émirats arabes unis", "Équateur"]),
        ("es", ["nube", "nuño", "ñandú", "Omán"]),
        ("ru", ["Исландия", "Йемен", "Кабо-Верде"]),
        ("ar", ["الأردن", "إسبانيا", "ألبانيا", "ألمانيا", "بنن", "البوسنة والهرسك", "الجزائر", "المغرب", "موريتانيا"]),
        ("zh", ["阿富汗", "埃及", "白俄罗斯", "秘鲁", "冰岛", "不丹", "德国", "法国", "美国", "意大利", "印度", "中国"]),
    ],
)
def test_names_stand_as_readers_of_the_language_expect(language: str, names: list[str]) -> None:
    others = list(reversed(names))
    assert sorted(others, key=lambda name: sort_key(name, language)) == names


def test_a_short_arabic_word_that_is_little_more_than_the_article_keeps_it() -> None:
    assert sort_key("الم", "ar") == "الم"


def test_a_character_without_a_reading_is_sorted_and_not_refused() -> None:
    assert sorted(["中", "\U00020000", "A"], key=lambda name: sort_key(name, "zh"))[0] == "A"
