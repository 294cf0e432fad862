"""Reads of the practices room, by noun. Every list has a stable order."""

from exchange.practices.queries.cards import Card, cards, newest, practices_of
from exchange.practices.queries.counts import (
    Totals,
    counts_by_author,
    counts_by_country,
    counts_by_theme,
    organisations,
    totals,
    written_on,
)
from exchange.practices.queries.names import Names
from exchange.practices.queries.published import (
    Published,
    agreed,
    people_of,
    published,
    published_ids,
    published_many,
    translations_of,
    visible,
)
from exchange.practices.queries.reading import Named, Tombstone, member_name, named, reading, tombstone, versions_of
from exchange.practices.queries.rows import Listed, listed, unknown_places
from exchange.practices.queries.titles import titles
from exchange.practices.queries.writing import (
    Draft,
    Invitation,
    Work,
    draft,
    invitation,
    invitations_of,
    newest_version,
    of_author,
    title_for_author,
    with_contacts,
    wrote,
)

__all__ = [
    "Card",
    "Draft",
    "Invitation",
    "Listed",
    "Named",
    "Names",
    "Published",
    "Tombstone",
    "Totals",
    "Work",
    "agreed",
    "cards",
    "counts_by_author",
    "counts_by_country",
    "counts_by_theme",
    "draft",
    "invitation",
    "invitations_of",
    "listed",
    "member_name",
    "named",
    "newest",
    "newest_version",
    "of_author",
    "organisations",
    "people_of",
    "practices_of",
    "published",
    "published_ids",
    "published_many",
    "reading",
    "title_for_author",
    "titles",
    "tombstone",
    "totals",
    "translations_of",
    "unknown_places",
    "versions_of",
    "visible",
    "with_contacts",
    "written_on",
    "wrote",
]
