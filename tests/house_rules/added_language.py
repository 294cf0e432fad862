"""An application with one more language than the product: `python -m tests.house_rules.added_language CODE NAME FOLDER`.

What it adds is one line of the list, before anything else of the product is read; so it needs a process of its own.
It prints, as JSON, how loading the vocabularies ended, what each public page answered, and what a search found.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

MODULE = "exchange.core.languages"
LIST = "\nLANGUAGES = (\n"


def add(code: str, name: str, folder: Path) -> None:
    """Have the product import its languages from a copy in `folder` with one more line in their list."""
    source = Path(*MODULE.split(".")).with_suffix(".py").read_text("utf-8")
    assert source.count(LIST) == 1
    copy = folder / "languages.py"
    copy.write_text(source.replace(LIST, f"{LIST}    Language({code!r}, {name!r}),\n"), "utf-8")
    spec = spec_from_file_location(MODULE, copy)
    assert spec
    assert spec.loader
    sys.modules[MODULE] = module = module_from_spec(spec)
    spec.loader.exec_module(module)


def report(code: str, folder: Path) -> dict[str, Any]:
    """What the application answers in `code`: `load` (exit code, output), `pages` by address (status, type,
    language, direction), titles by word, language and theme, and whether a practice in it links to its page in it.
    """
    from exchange.outbox import worker
    from tests import public_pages
    from tests.client import Reader, page_of
    from tests.search import factories

    app = public_pages.make(folder)
    loaded = app.test_cli_runner().invoke(args=["vocabularies", "load"])
    if loaded.exit_code:
        return {"load": [loaded.exit_code, loaded.output]}
    with app.app_context():
        number = factories.practice("Oficinas de reparo em Lisboa", language=code)
        factories.practice("Repair cafés in Porto", themes=["waste"])
        worker.drain(app)
        reader = app.test_client()
        assert isinstance(reader, Reader)
        # Before the pages are opened: the table of routes makes practices of its own.
        found = {
            "found": list(_titles(reader, f"/api/v1/practices?lang={code}&q=oficinas")),
            "of_language": list(_titles(reader, f"/api/v1/practices?lang={code}&language={code}")),
            "theme": list(_titles(reader, f"/api/v1/practices?lang={code}&theme=waste")),
        }
        pages = {}
        for address, answer in public_pages.answers(app, reader, code):
            head = dict(page_of(answer).attrib) if answer.mimetype == "text/html" else {}
            pages[address] = [answer.status_code, answer.mimetype, head.get("lang"), head.get("dir")]
        return {
            "load": [0, loaded.output],
            "pages": pages,
            **found,
            "linked": f'/" hreflang="{code}">' in _text(reader, f"/en/practices/{number}/oficinas-de-reparo-em-lisboa/"),
        }


def _text(reader: Any, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return str(answer.get_data(as_text=True).partition("<main")[2])


def _titles(reader: Any, address: str) -> Iterator[str]:
    answer = reader.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    for one in answer.get_json()["results"]:
        yield one["title"]


if __name__ == "__main__":
    own_code, own_name, own_folder = sys.argv[1:]
    add(own_code, own_name, Path(own_folder))
    json.dump(report(own_code, Path(own_folder)), sys.stdout)
