"""A feed of practices as Atom (RFC 4287), from what everybody may read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from exchange.core.text import clean

NAMESPACE = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MEDIA_TYPE = "application/atom+xml"
# The moment of a feed without entries: it changes when the first one comes.
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)
register_namespace("", NAMESPACE)


@dataclass(frozen=True)
class Entry:
    """A practice in a feed: its permanent address, its page in the language of the feed, its text in `language`."""

    permanent: str
    page: str
    title: str
    summary: str
    language: str
    authors: Sequence[str]
    themes: Sequence[tuple[str, str]]
    published: datetime
    updated: datetime


@dataclass(frozen=True)
class Feed:
    """A feed: its own address, the page that shows the same, a title, the language of its words, and who gives it."""

    address: str
    page: str
    title: str
    language: str
    author: str
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        """When the newest change of an entry was."""
        return max((entry.updated for entry in self.entries), default=NOTHING_YET)


def to_xml(feed: Feed) -> bytes:
    """The feed as XML in UTF-8; the same feed gives the same bytes."""
    root = Element(_name("feed"), {LANG: feed.language})
    _text(root, "id", feed.address)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(feed.updated))
    _people(root, [feed.author])
    SubElement(root, _name("link"), {"rel": "self", "type": MEDIA_TYPE, "href": feed.address})
    SubElement(root, _name("link"), {"rel": "alternate", "type": "text/html", "hreflang": feed.language, "href": feed.page})
    for entry in feed.entries:
        _entry(SubElement(root, _name("entry")), entry, feed.language)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _entry(parent: Element, entry: Entry, language: str) -> None:
    _text(parent, "id", entry.permanent)
    _text(parent, "title", entry.title, {LANG: entry.language})
    _text(parent, "published", _moment(entry.published))
    _text(parent, "updated", _moment(entry.updated))
    _people(parent, entry.authors)
    SubElement(parent, _name("link"), {"rel": "alternate", "type": "text/html", "hreflang": language, "href": entry.page})
    for term, label in entry.themes:
        SubElement(parent, _name("category"), {"term": term, "label": clean(label)})
    if entry.summary:
        _text(parent, "summary", entry.summary, {LANG: entry.language})


def _people(parent: Element, names: Iterable[str]) -> None:
    for name in names:
        _text(SubElement(parent, _name("author")), "name", name)


def _text(parent: Element, name: str, words: str, attributes: dict[str, str] | None = None) -> None:
    SubElement(parent, _name(name), attributes or {}).text = clean(words)


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
