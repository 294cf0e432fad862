"""Fixtures of every test: the real application over a real database; only clock, mail and network are faked."""

from __future__ import annotations

import gc
import math
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser, sync_playwright

from config import from_environment
from exchange import create_app
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.outbox import worker
from exchange.vocabularies import queries as vocabulary_queries
from exchange.vocabularies import service as vocabularies
from tests import databases
from tests.client import Reader
from tests.databases import TestDatabase
from tests.sampling import TAKES_ALL

FOLDERS = ("mail", "index", "imports")

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

# How long something takes is measured in the bench, beside others: on a busy machine a limit here says nothing of the product.
# Every run tries other examples; with EXCHANGE_TEST_ALL=1 it tries more of them.
hypothesis.settings.register_profile("exchange", deadline=None, max_examples=200 if TAKES_ALL else 25)
hypothesis.settings.load_profile("exchange")


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[TestDatabase]:
    chosen = databases.choose(tmp_path_factory.mktemp("database"), worker_id)
    yield chosen
    chosen.close()


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory, database: TestDatabase) -> Iterator[Flask]:
    """The application, made once a test process."""
    settings = from_environment(
        {
            "EXCHANGE_VAR": str(tmp_path_factory.mktemp("var")),
            "DATABASE_URL": database.url,
            "PUBLIC_URL": "http://exchange.test",
            "RATE_LIMITS": "0",
            "LOG_LEVEL": "ERROR",
        }
    )
    app = create_app(settings)
    app.config.update(TESTING=True, RAISE_FAULTS=True)
    app.test_client_class = Reader
    # Hashes as the product makes them, of less work each: `accounts/test_hashing.py` holds what it really costs to guess.
    app.extensions["security"].pwd_context.update(argon2__memory_cost=1024, argon2__time_cost=1)
    with app.app_context():
        database.prepare(db.engine)
        upgrade()
        with transaction():
            vocabularies.load()
        vocabulary_queries.current_vocabularies()
        db.session.remove()
        database.keep_as_template(db.engine)
    # As the product's own processes do: what was loaded stays, and is not looked through for garbage again.
    gc.freeze()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once a test process, for the tests in `browser` and `look`."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture(scope="session")
def terms(product: Flask) -> object:
    """The vocabularies as the process keeps them, before any test."""
    return product.extensions["vocabularies_kept"]


@pytest.fixture(autouse=True)
def app(product: Flask, database: TestDatabase, terms: object) -> Iterator[Flask]:
    """The application over a fresh database and empty folders, with its context pushed."""
    with product.app_context():
        # A test may change terms where the database does not say so.
        product.extensions["vocabularies_kept"] = terms
        # Another database than the one this process counted in.
        product.extensions.pop("figures", None)
        # As a process that read a moment ago that the operator wrote nothing.
        product.extensions["identity_kept"] = (math.inf, {})
        db.session.remove()
        database.restore(db.engine)
        for name in FOLDERS:
            shutil.rmtree(Path(product.config["EXCHANGE_VAR"]) / name, ignore_errors=True)
        yield product
        db.session.remove()


@pytest.fixture
def reader(app: Flask) -> Reader:
    """A visitor with a browser of their own."""
    made = app.test_client()
    assert isinstance(made, Reader)
    return made


@pytest.fixture
def new_reader(app: Flask) -> Callable[[], Reader]:
    """Makes one more visitor with a browser of their own."""

    def make() -> Reader:
        made = app.test_client()
        assert isinstance(made, Reader)
        return made

    return make


@pytest.fixture
def drain(app: Flask) -> Callable[[], int]:
    """Keeps every promise that is due, as the worker does."""

    def keep() -> int:
        db.session.rollback()
        kept = worker.drain(app)
        db.session.rollback()
        return kept

    return keep
