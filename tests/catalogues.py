"""The catalogues of the languages beside English."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from config import ROOT

PATHS = sorted((ROOT / "exchange" / "translations").glob("*/LC_MESSAGES/messages.po"))


def read(path: Path) -> Catalog:
    """The catalogue at `path`, whose folder names its language."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)
