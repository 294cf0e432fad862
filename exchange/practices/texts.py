"""Which text of a practice a reader gets: the original or a translation. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exchange.core import text
from exchange.core.languages import CODES, page_language
from exchange.practices import answers
from exchange.practices.fields import FORM
from exchange.practices.models import TranslationVersion, Version

# What stands after the number in an address of the practice besides its title.
RESERVED = frozenset({"history", "new-version", "confirm", "translate", "cite"})


def slug(title: str) -> str:
    """The part of the practice's address that is for people; `-` where the title would name another page."""
    made = text.slug(title)
    return "-" if made in RESERVED else made


@dataclass(frozen=True)
class Text:
    """What a reader reads: all answers of the version, its text answers in `language`; `translation` is None for the original."""

    language: str
    answers: Mapping[str, Any]
    original_language: str
    translation: TranslationVersion | None = None
    in_translation: frozenset[str] = frozenset()

    def language_of(self, name: str) -> str:
        """The language an answer is in: a translation may leave some in the original's."""
        return self.language if name in self.in_translation or self.translation is None else self.original_language

    @property
    def title(self) -> str:
        return str(self.answers["title"])

    @property
    def summary(self) -> str:
        return str(self.answers["summary"])


def choose_translation(
    version: Version, translations: Mapping[str, TranslationVersion], lang: str, *, machine: bool = False
) -> TranslationVersion | None:
    """The translation to show in the page language `lang`; None for the original. One by a machine only when asked for."""
    found = translations.get(lang)
    if found is None or page_language(version.language) == lang or (found.by_machine and not machine):
        return None
    return found


def original(version: Version) -> Text:
    """The version as its authors wrote it. Needs themes, places and targets loaded."""
    return Text(version.language, answers.read(version), version.language)


def translate_text(version: Version, translation: TranslationVersion | None, lang: str) -> Text:
    """The version with the text answers of `translation`; answers it leaves out stay in the original's words."""
    if translation is None:
        return original(version)
    given = {"title": translation.title, "summary": translation.summary, **translation.answers}
    kept = {name: given[name] for name in FORM.texts if given.get(name)}
    return Text(lang, {**answers.read(version), **kept}, version.language, translation, frozenset(kept))


def readable_in(version: Version, translations: Mapping[str, TranslationVersion]) -> list[str]:
    """Those of the page languages in which the text can be read, a translation by a machine not counted."""
    own = page_language(version.language)
    return [code for code in CODES if code == own or (code in translations and not translations[code].by_machine)]
