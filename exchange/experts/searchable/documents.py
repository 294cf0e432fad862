"""What the index holds of an expert: made from what everybody may read, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exchange.core.languages import DEFAULT
from exchange.experts import queries
from exchange.experts.searchable.facets import FACETS, countries
from exchange.experts.visibility import ProfileView
from exchange.retrieval.kinds.searchable import codes_by_facet, own_labels
from exchange.retrieval.kinds.terms import in_words
from exchange.retrieval.port import Document

VERSION = 1


def of_experts(ids: Sequence[int]) -> list[Document]:
    """A document for each language of the biography of each of these experts; none for one without a public profile."""
    return [document for view in queries.public_profiles(ids) for document in of_expert(view)]


def moment(view: ProfileView) -> float:
    """When the profile was confirmed last."""
    return (view.confirmed_at or view.updated_at).timestamp()


def of_expert(view: ProfileView) -> Iterator[Document]:
    """A document for each language of the biography; one without a text where there is none."""
    for language, biography in sorted(view.biography.items()) or [(DEFAULT, "")]:
        written = [view.position, view.organisation, biography, *in_words(view.themes, sorted(countries(view)), language)]
        yield Document(
            record=view.user_id,
            language=language,
            title=view.name,
            texts=tuple(one for one in written if one),
            codes=codes_by_facet(FACETS, view),
            labels=own_labels(FACETS, view),
            newest=moment(view),
            reviewed=moment(view),
        )
