"""Show what is not marked for translation: `python -m scripts.pseudo_language` marks every message, `--remove` undoes it.

English has no catalogue, so one is written that the product reads at its next start: on the pages below `/en/` each
message stands in brackets, its vowels with accents, and what stands bare can be translated by no catalogue. Data,
names and dates are bare too. Only the compiled catalogue is written; like all of those it is part of no commit.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from exchange.core.languages import DEFAULT

CATALOGUES = Path(__file__).resolve().parent.parent / "exchange" / "translations"
# No text of the product has these brackets, so they are sure to be the marks.
OPEN, CLOSE = "⟦⟧"
PLACEHOLDER = re.compile(r"(%\(\w+\)[sd]|%%)")
ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")


def mark(message: str) -> str:
    """The message in brackets and with accents, its placeholders as they were."""
    parts = PLACEHOLDER.split(message)
    return OPEN + "".join(part if place % 2 else part.translate(ACCENTS) for place, part in enumerate(parts)) + CLOSE


def catalogue() -> Catalog:
    """Every message of the source, marked: those of any catalogue, since `make messages` gives all of them the same."""
    with next(CATALOGUES.glob("*/LC_MESSAGES/messages.po")).open("rb") as file:
        source = read_po(file)
    made = Catalog(locale=DEFAULT)
    for one in source:
        if one.id:
            made.add(one.id, mark(one.id) if isinstance(one.id, str) else tuple(map(mark, one.id)), context=one.context)
    return made


def path_in(folder: Path) -> Path:
    """Where the catalogue is among those of `folder`."""
    return folder / DEFAULT / "LC_MESSAGES" / "messages.mo"


def write(folder: Path) -> int:
    """Write the catalogue among those of `folder`: the number of its messages."""
    made = catalogue()
    path_in(folder).parent.mkdir(parents=True, exist_ok=True)
    with path_in(folder).open("wb") as file:
        write_mo(file, made)
    return len(made)


def remove(folder: Path) -> None:
    """Take the catalogue away, and the folders made for it; nothing where there is none."""
    path = path_in(folder)
    if path.exists():
        path.unlink()
        path.parent.rmdir()
        path.parent.parent.rmdir()


def main(arguments: list[str]) -> int:
    """0 when the catalogue was written or removed, 2 for another argument than `--remove`."""
    if arguments == ["--remove"]:
        remove(CATALOGUES)
        print("English stands on the pages as before, after the next start.")
        return 0
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    print(f"{write(CATALOGUES)} messages are marked on the pages below /{DEFAULT}/, after the next start.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
