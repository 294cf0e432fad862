"""Rights as tables: who may, why not, and what those are told who may not even know."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l

from exchange.core.errors import Forbidden, NotFound
from exchange.core.rights import Rights, Rule

TOO_HIGH = _l("It hangs too high for you.")
LOCKED = _l("It is locked.")
ORCHARD = Rights[int, str](
    {
        "pick": (Rule(lambda height, _tree: height > 2, TOO_HIGH), Rule(lambda _height, tree: tree != "pear", LOCKED)),
        "see": (Rule(lambda _height, tree: tree != "fig", known=False),),
    }
)


def test_the_first_rule_that_does_not_hold_is_the_one_that_is_told() -> None:
    assert (ORCHARD.may("pick", 3, "apple"), ORCHARD.why_not("pick", 3, "apple")) == (True, None)
    assert (ORCHARD.may("pick", 1, "pear"), ORCHARD.why_not("pick", 1, "pear")) == (False, TOO_HIGH)
    assert ORCHARD.why_not("pick", 3, "pear") is LOCKED


def test_who_may_not_is_refused_with_the_sentence(app: Flask) -> None:
    ORCHARD.authorise("pick", 3, "apple")
    with pytest.raises(Forbidden, match="hangs too high"):
        ORCHARD.authorise("pick", 1, "apple")


def test_who_may_not_know_of_the_subject_is_told_that_there_is_none(app: Flask) -> None:
    assert not ORCHARD.may("see", 3, "fig")
    with pytest.raises(NotFound):
        ORCHARD.why_not("see", 3, "fig")
    with pytest.raises(NotFound):
        ORCHARD.authorise("see", 3, "fig")


def test_a_right_that_is_not_in_the_table_is_a_fault() -> None:
    with pytest.raises(KeyError):
        ORCHARD.may("fell", 3, "apple")


def test_a_refusal_without_a_sentence_is_a_fault() -> None:
    with pytest.raises(ValueError, match="without a sentence"):
        Rule(lambda height, _tree: height > 2)
