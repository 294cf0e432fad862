"""Places on pages that other rooms fill."""

from __future__ import annotations

from flask import Flask

from exchange.core.places import Place


def test_a_place_gives_its_parts_in_their_order_and_none_unfilled(app: Flask) -> None:
    place: Place[int, str] = Place("of a test")
    assert place.parts(3) == []
    place.fill(app, lambda number: [f"second of {number}"], order=20)
    place.fill(app, lambda number: [f"first of {number}", "and more"], order=10)
    place.fill(app, lambda _number: [], order=5)
    assert place.parts(3) == ["first of 3", "and more", "second of 3"]
