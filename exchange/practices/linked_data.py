"""What the page of a practice tells programs about it, in the words of schema.org. Values in, values out.

It stands on the page as JSON-LD in a script element whose type is no script: browsers run nothing of it, and the policy
for content does not ask about it (HTML, "prepare the script element").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from exchange.core.addresses import link_address
from exchange.practices.queries import Named, Names, Published
from exchange.practices.texts import Text

LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}


def describe(
    found: Published, text: Text, authors: Iterable[Named], names: Names, address: str, exchange: str
) -> Mapping[str, Any]:
    """The practice as a CreativeWork at `address`, published by `exchange`; what is not known is left out.

    Authors are named when they are members with a public profile; an imported practice names its source, which its licence asks for.
    """
    practice, answers = found.practice, text.answers
    licence = practice.licence or str(answers["licence"] or "")
    said = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": address,
        "url": address,
        "name": text.title,
        "description": text.summary,
        "inLanguage": text.language,
        "dateModified": found.version.published_at.isoformat() if found.version.published_at else "",
        "license": LICENCES.get(licence, licence),
        "author": _people(authors),
        "creditText": practice.attribution or "",
        "isBasedOn": link_address(practice.source_url),
        "about": [names.theme(one) for one in answers["themes"]],
        "spatialCoverage": [{"@type": "Place", "name": names.place(one)} for one in answers["countries"]],
        "publisher": {"@type": "Organization", "name": exchange},
    }
    return {name: value for name, value in said.items() if value}


def _people(authors: Iterable[Named]) -> Sequence[Mapping[str, str]]:
    return [{"@type": "Person", "name": one.name} for one in authors if one.active and one.public]
