"""Which texts there are, and what each must be. Pure: values in, values out."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Kind:
    """A text: its label and hint, how long it may be, whether it is Markdown, and whether it is an e-mail address, the same in every language."""

    name: str
    label: LazyString
    hint: LazyString
    longest: int
    markdown: bool = False
    address: bool = False


KINDS: dict[str, Kind] = {
    one.name: one
    for one in (
        Kind("name", _l("Name of this exchange"), _l("On every page, in mail, feeds and files."), 80),
        Kind("operator", _l("Who runs it"), _l("The name of the organisation or person, as it goes on after “run by”."), 200),
        Kind("contact", _l("Address for questions"), _l("An e-mail address that everybody can read."), 254, address=True),
        Kind(
            "imprint",
            _l("Imprint"),
            _l("What the law asks of you: address, register, who answers for it."),
            10_000,
            markdown=True,
        ),
        Kind("about", _l("Added to About"), _l("What is particular to your exchange."), 10_000, markdown=True),
        Kind(
            "privacy",
            _l("Added to Privacy"),
            _l("Where data is kept, for how long, and whom to write to."),
            10_000,
            markdown=True,
        ),
    )
}
