"""Tables of practices, by noun."""

from exchange.practices.models.practice import Person, Practice
from exchange.practices.models.translation import Translation, TranslationVersion
from exchange.practices.models.version import Revision, Version, VersionPlace, VersionTarget, VersionTheme

__all__ = [
    "Person",
    "Practice",
    "Revision",
    "Translation",
    "TranslationVersion",
    "Version",
    "VersionPlace",
    "VersionTarget",
    "VersionTheme",
]
