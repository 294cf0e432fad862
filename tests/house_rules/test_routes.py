"""Who gets what at every address: the table in `routes.csv`, held against the product's own list of addresses."""

from __future__ import annotations

from inspect import unwrap

import pytest
from flask import Flask

from exchange.accounts.access import REACHED_BY
from exchange.core import access
from tests.house_rules import rendering, routes, styles
from tests.house_rules.routes import ROLES, Row

TABLE = routes.table()
GETS = [row for row in TABLE if row.method == "GET"]
POSTS = [row for row in TABLE if row.method == "POST"]

# A file that is written while it is read, so that it takes little memory however much there is.
STREAMS = {"practices.download_page"}

HOW = """
Add to tests/house_rules/routes.csv, and put the statuses right (endpoint,method,{roles},values):

{rows}

`values` names a function of tests/house_rules/values.py that makes the records and returns the parts of the address;
leave it empty for an address without parts. An address may have several rows, one for each kind of record."""


def test_every_view_declares_its_access(app: Flask) -> None:
    silent = [endpoint for endpoint, view in app.view_functions.items() if access.declared_need(view) is None]
    assert not silent, f"Put @access.needs(Need.…) on the views of {', '.join(silent)}."


def test_every_view_says_in_one_line_what_it_answers(app: Flask) -> None:
    lines = {name: (unwrap(view).__doc__ or "").strip() for name, view in app.view_functions.items() if name != "static"}
    silent = sorted(name for name, text in lines.items() if not text or not text.split("\n")[0].endswith((".", ";")))
    assert not silent, f"Write a docstring of one line for {', '.join(silent)}."


def test_every_address_has_a_row_in_the_table(app: Flask) -> None:
    missing = sorted(routes.of_the_product(app) - {(row.endpoint, row.method) for row in TABLE})
    rows = "\n".join(routes.suggestion(app, endpoint, method) for endpoint, method in missing)
    assert not missing, HOW.format(roles=",".join(ROLES), rows=rows)


def test_every_row_of_the_table_has_an_address(app: Flask) -> None:
    known = routes.of_the_product(app)
    stale = [row.name for row in TABLE if (row.endpoint, row.method) not in known]
    assert not stale, f"Take these rows out of tests/house_rules/routes.csv: {', '.join(stale)}."


def test_every_address_is_read_with_get_or_changed_with_post(app: Flask) -> None:
    others = {(endpoint, method) for endpoint, method in routes.of_the_product(app) if method not in {"GET", "POST"}}
    assert not others


def test_an_address_that_some_may_not_open_has_a_row_that_says_so(app: Flask) -> None:
    for endpoint, method in routes.of_the_product(app):
        need = access.declared_need(app.view_functions[endpoint])
        assert need is not None
        kept_out = [place for place, role in enumerate(ROLES) if role not in REACHED_BY[need]]
        for row in TABLE:
            if (row.endpoint, row.method) == (endpoint, method):
                open_to_wrong = [ROLES[place] for place in kept_out if row.expected[place] not in {302, 401, 403}]
                assert not open_to_wrong, f"{row.name} needs {need.value}, yet the table lets in {open_to_wrong}"


@pytest.mark.parametrize("row", GETS, ids=lambda row: row.name)
def test_reading_an_address_answers_as_the_table_says_and_changes_nothing(app: Flask, row: Row) -> None:
    """No template asks the database or the index either: what a page needs is collected before it is rendered. It loads the style it wears."""
    for role, expected in zip(ROLES, row.expected, strict=True):
        with rendering.watched(app) as asked_by_templates:
            answer, statements = routes.visit(app, row, role).open()
        assert answer.status_code == expected, f"{row.name} as {role}"
        assert not statements, f"{row.name} as {role} writes on a GET: {statements}"
        assert not asked_by_templates or row.endpoint in STREAMS, f"{row.name} as {role}:\n" + "\n".join(asked_by_templates)
        if answer.mimetype == "text/html":
            assert not styles.unstyled(answer.get_data(as_text=True)), f"{row.name} as {role} needs `for_members = true`"


@pytest.mark.parametrize("row", POSTS, ids=lambda row: row.name)
def test_a_post_is_taken_as_the_table_says_and_only_with_its_forgery_token(app: Flask, row: Row) -> None:
    for role, expected in zip(ROLES, row.expected, strict=True):
        visit = routes.visit(app, row, role)
        answer, statements = visit.open(forged=True)
        kept_out = {expected} & {302, 401, 403, 404, 410}
        assert answer.status_code in ({400} | kept_out), f"{row.name} as {role} without a token: {answer.status_code}"
        assert not statements, f"{row.name} as {role} writes without a token: {statements}"
        answer, _statements = visit.open()
        assert answer.status_code == expected, f"{row.name} as {role}"
