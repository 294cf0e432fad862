"""What a theme or a country does not tell yet, as sentences: computed from the same figures as the pages."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.core.collation import sort_key
from exchange.core.formats import sentence_list
from exchange.practices import queries as practices
from exchange.vocabularies import queries as vocabularies
from exchange.vocabularies.positions import REGIONS

# More of them would be no sentence.
REGIONS_NAMED = 8


def of_theme(theme_id: str, lang: str) -> list[str]:
    """Sentences about levels of evidence and regions without a practice on the theme; none where there is no practice at all."""
    levels = practices.counts_by_evidence(theme_id)
    if not any(levels.values()):
        return []
    return [sentence for sentence in (_levels(levels), _regions(practices.counts_by_region(theme_id), lang)) if sentence]


def _levels(levels: Mapping[str, int]) -> str:
    unchecked = levels[practices.UNCHECKED]
    if unchecked == sum(levels.values()):
        return str(_("No practice here was checked by a reviewer of this exchange."))
    if not levels["measured"] and not levels["evaluated"]:
        return str(_("No practice here has results that were measured or evaluated."))
    if not levels["evaluated"]:
        return str(_("No practice here was evaluated by somebody who did not run it."))
    return ""


def _regions(counts: Mapping[str, int], lang: str) -> str:
    absent = [vocabularies.place_name(code, lang) for code in REGIONS if not counts.get(code)]
    if not absent:
        return ""
    absent.sort(key=lambda name: sort_key(name, lang))
    if len(absent) > REGIONS_NAMED:
        said: str = ngettext(
            "%(num)s region of the world has no practice here.",
            "%(num)s regions of the world have no practice here.",
            len(absent),
        )
        return said
    return str(_("There is no practice here from: %(regions)s.", regions=sentence_list(absent)))
