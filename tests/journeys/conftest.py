"""People of the journeys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.journeys.person import Person

NewPerson = Callable[[str], Person]


@pytest.fixture
def person(app: Flask, drain: Callable[[], int]) -> NewPerson:
    """Makes somebody with a browser of their own."""
    return lambda name: Person(app, drain, name)
