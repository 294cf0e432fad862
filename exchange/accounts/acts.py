"""What administrators did with accounts, for the log of administration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import lazy_gettext as _l

from exchange.accounts import members
from exchange.accounts.lifecycle import ACT_WORDS, MEMBERS, REGISTRATION_WORDS, REGISTRATIONS
from exchange.workflow.models import Event
from exchange.workflow.places import Acts, Told


def tell_of_members(lines: Sequence[Event]) -> Mapping[int, Told]:
    """Each line as words with the name the member has now, and the way to them."""
    names = members.names({one.number for one in lines})
    return {one.id: _tell(one, names.get(one.number, "")) for one in lines}


def _tell(line: Event, name: str) -> Told:
    return Told(str(ACT_WORDS[line.what]) % {"name": name}, href=url_for("administration.member", number=line.number))


def tell_of_registrations(lines: Sequence[Event]) -> Mapping[int, Told]:
    """Each line as words; whose address it was nobody keeps."""
    return {one.id: Told(str(REGISTRATION_WORDS[one.what])) for one in lines}


ON_MEMBERS = Acts(MEMBERS.subject, _l("Members"), tuple(ACT_WORDS), tell_of_members)
ON_REGISTRATIONS = Acts(REGISTRATIONS.subject, _l("Registrations"), tuple(REGISTRATION_WORDS), tell_of_registrations)
