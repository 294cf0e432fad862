"""Bring every catalogue to the messages marked in the source: new ones empty, gone ones dropped, no guesses.

Run by `make messages`. A test holds the catalogues and the source together.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "exchange" / "translations"
SOURCES = {"exchange": ("**.py", "python"), "templates": ("**.html", "jinja2")}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
}
WIDTH = 110


@cache
def marked_messages() -> Catalog:
    """Every message the source marks, without translations."""
    found = Catalog(charset="utf-8")
    for folder, method in SOURCES.items():
        for _file, _line, message, _comments, _context in extract_from_dir(ROOT / folder, [method], keywords=KEYWORDS):
            found.add(message)
    return found


def catalogue(path: Path) -> Catalog:
    """The catalogue of a language, named by its folder."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def head(path: Path) -> str:
    """The lines of a catalogue before its first message, as they stand."""
    return path.read_text("utf-8").split("\n\n", 1)[0]


def update(path: Path, source: Catalog) -> int:
    """Write one catalogue anew under its own head: number of messages without a translation."""
    top = head(path)
    kept = catalogue(path)
    kept.update(source, no_fuzzy_matching=True, keep_user_comments=False)
    with path.open("wb") as file:
        write_po(file, kept, width=WIDTH, sort_output=True, no_location=True, ignore_obsolete=True, omit_header=True)
    path.write_text(f"{top}\n\n{path.read_text('utf-8').lstrip()}", "utf-8")
    return sum(1 for one in kept if one.id and not (all(one.string) if isinstance(one.string, tuple) else one.string))


def main() -> int:
    """Update every catalogue and say what is left to translate."""
    source = marked_messages()
    for path in sorted(CATALOGUES.glob("*/LC_MESSAGES/messages.po")):
        print(f"{path.parent.parent.name}: {update(path, source)} of {len(source)} messages without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
