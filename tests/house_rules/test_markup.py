"""Every kind of page, as each role gets it, holds against the Nu checker of the W3C."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask, g

from exchange.core import answers
from exchange.core.db import db
from tests.client import Reader
from tests.house_rules import routes
from tests.house_rules.routes import ROLES

pytestmark = pytest.mark.browser

JAR = Path(sys.prefix) / "markup" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# The checker guesses the language of a page; one that shows samples of many has none that it could guess.
GUESS = "This document appears to be written in"
TABLE = [row for row in routes.table() if row.endpoint != "static"]


def checked(folder: Path) -> list[str]:
    """What the checker says of the pages in `folder`, a line each: errors, and warnings too."""
    java = shutil.which("java")
    assert java, "install a Java runtime, such as Debian's default-jre-headless"
    assert JAR.exists(), "run the tests with make test-browser, which installs the checker"
    pages = [str(path) for path in sorted(folder.glob("*.html"))]
    done = subprocess.run([java, "-jar", str(JAR), "--format", "json", *pages], capture_output=True, text=True, check=False)
    found = json.loads(done.stderr)["messages"]
    told = {f"{Path(one['url']).stem}: {one['message']} | {one.get('extract', '')}" for one in found}
    return sorted(one for one in told if GUESS not in one)


def keep(folder: Path, name: str, page: str) -> None:
    (folder / f"{name.replace('/', '_').replace(' ', '_')}.html").write_text(page, encoding="utf-8")


def test_the_checker_sees_a_fault(tmp_path: Path) -> None:
    keep(
        tmp_path,
        "wrong",
        "<!doctype html><html lang=en><title>x</title><p><time datetime='2026-11-28T10:00:00.123456Z'>now</time>",
    )
    assert any("time" in one for one in checked(tmp_path))


@pytest.mark.parametrize("role", ROLES)
def test_every_page_a_role_can_open_is_valid(app: Flask, tmp_path: Path, role: str) -> None:
    count = 0
    for row in TABLE:
        answer, _written = routes.visit(app, row, role).open(forged=row.method == "POST")
        if answer.mimetype == "text/html" and answer.data:
            keep(tmp_path, f"{row.name} {answer.status_code}", answer.get_data(as_text=True))
            count += 1
    assert count > 40
    assert not checked(tmp_path)


def test_every_error_page_is_valid_in_every_direction(app: Flask, tmp_path: Path) -> None:
    for lang in ("en", "ar", "zh"):
        for status in sorted(answers.PAGES):
            with app.test_request_context(f"/{lang}/"):
                g.language = lang
                page = answers.bare_page(status, "ab12cd34") if status >= 500 else answers.page(status, retry_after=3)
                keep(tmp_path, f"{lang} {status}", page.get_data(as_text=True))
            db.session.rollback()
    assert not checked(tmp_path)


def test_the_public_pages_are_valid_in_every_language(reader: Reader, tmp_path: Path) -> None:
    for lang in ("ar", "fr", "ru", "zh", "es"):
        for address in ("", "practices/?q=food", "practices/?theme=waste", "experts/", "countries/", "account/register/"):
            answer = reader.get(f"/{lang}/{address}")
            assert answer.status_code == 200
            keep(tmp_path, f"{lang} {address}", answer.get_data(as_text=True))
    assert not checked(tmp_path)
