"""The words for the codes a practice carries, in one language."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies.queries import label as label


@dataclass(frozen=True)
class Names:
    """Labels by code, in one language; a code our lists do not know stands for itself."""

    lang: str

    def __post_init__(self) -> None:
        # Templates ask for names, and must not be what reads the vocabularies.
        vocabularies.current_vocabularies()

    def theme(self, theme_id: str) -> str:
        """The name of a theme."""
        return vocabularies.theme_label(theme_id, self.lang)

    def place(self, code: str) -> str:
        """The name of a country, a region or the world."""
        return vocabularies.place_name(code, self.lang)

    def is_country(self, code: str) -> bool:
        """True for a country, which has a page of its own."""
        found = vocabularies.place(code)
        return found is not None and found.kind == "country"

    def target(self, code: str) -> str:
        """The number of a target and its sentence."""
        return f"{code} {vocabularies.target_title(code, self.lang)}"
