"""A change of the vocabularies reaches the index documents of the experts who carry the term."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.experts import service
from exchange.experts.visibility import Worked
from exchange.outbox.models import Job
from exchange.vocabularies.events import TermsChanged
from tests import factories


def _changed(themes: set[str] | None = None, places: set[str] | None = None) -> TermsChanged:
    return TermsChanged(frozenset(themes or ()), frozenset(places or ()), frozenset())


@pytest.mark.parametrize(
    "changed",
    [_changed(themes={"waste"}), _changed(places={"KE"}), _changed(places={"PE"})],
    ids=["theme", "country", "country worked in"],
)
def test_a_public_profile_is_indexed_again_when_a_term_it_carries_changes(
    app: Flask, drain: Callable[[], int], changed: TermsChanged
) -> None:
    carrying = factories.expert(themes=("waste",), countries=(Worked("PE", None, None),))
    factories.expert(themes=("transport",), country_code="FR")
    factories.expert(themes=("waste",), country_code="KE", countries=(Worked("PE", None, None),), public=False)
    drain()
    with transaction():
        service.record_changed_terms(changed)
    assert list(db.session.scalars(select(Job.key))) == [f"expert:{carrying.id}"]
