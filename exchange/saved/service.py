"""Verbs of saved searches: keeping, changing, removing, stopping their mail; and owing a look when something is published."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select, update

from exchange.accounts.models import User
from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import db
from exchange.core.errors import Gone, Invalid, NotFound
from exchange.core.text import one_line
from exchange.core.transaction import require_transaction
from exchange.outbox import queries as owed
from exchange.outbox import service as outbox
from exchange.practices.events import PracticesPublished
from exchange.saved import queries, rules
from exchange.saved.models import SavedSearch
from exchange.search import parameters
from exchange.search.parameters import Parameters

TOPIC = "saved"


def save(actor: Actor, wanted: Parameters, name: str, often: str, language: str) -> int:
    """Keep a search under a name and tell the actor of what is new that often: its number.

    The same words and filters are kept once; saving them again changes name and how often. Raises Invalid (at `name`, `often`,
    or above the form) for a name that cannot be taken, a search that is too long, or one too many.
    """
    _lock_account(actor)
    query = parameters.encode(wanted.lasting)
    here = queries.same_search(actor.id, wanted.kind, query)
    name = _check_name(name, often, _no_room(query, queries.count(actor.id)) if here is None else "")
    if here is None:
        now = clock.now()
        here = SavedSearch(
            user_id=actor.id, kind=wanted.kind, query=query, language=language, created_at=now, since=now, often=rules.NEVER
        )
        db.session.add(here)
    _set(here, name, often)
    return here.id


def change(actor: Actor, number: int, name: str, often: str) -> None:
    """Give a saved search another name, or tell of it more or less often. NotFound, Invalid (at `name`, `often`)."""
    _lock_account(actor)
    here = _own_search(actor, number)
    _set(here, _check_name(name, often), often)


def remove(actor: Actor, number: int) -> None:
    """Remove a saved search; what the actor was told stays known. NotFound when it is not theirs."""
    _lock_account(actor)
    db.session.delete(_own_search(actor, number))


def stop(member: int) -> None:
    """Send this member no more mail about saved searches; the searches stay. The link in a mail proves who asks."""
    require_transaction()
    silent = update(SavedSearch).where(SavedSearch.user_id == member).values(often=rules.NEVER, due_at=None)
    db.session.execute(silent, execution_options={"synchronize_session": False})


def owe_look(published: PracticesPublished) -> None:
    """Owe those who are told at once a look at these practices, in the transaction that publishes them."""
    anybody, last = queries.last_told_at_once()
    if anybody:
        after = last + rules.PAUSE if last else None
        outbox.enqueue(TOPIC, {"practices": list(published.practices)}, key="published", not_before=after)


def owe_rounds() -> None:
    """Owe a round at each moment at which daily or weekly searches are due, if it is not owed already."""
    here = owed.waiting_keys(TOPIC)
    for moment in queries.moments_due():
        key = moment.isoformat()
        if key not in here:
            outbox.enqueue(TOPIC, {"round": key}, key=key, not_before=moment)


def _set(here: SavedSearch, name: str, often: str) -> None:
    now = clock.now()
    if rules.begins_anew(here.often, often):
        here.since = now
    if often != here.often:
        here.due_at = rules.next_due(often, now)
    here.name, here.often = name, often
    db.session.flush()
    owe_rounds()


def _lock_account(actor: Actor) -> None:
    """Hold the actor's account, so that what they do in two windows is done one after the other."""
    require_transaction()
    if db.session.scalar(select(User.id).where(User.id == actor.id, User.active).with_for_update()) is None:
        raise Gone(str(_("This account is closed.")))


def _own_search(actor: Actor, number: int) -> SavedSearch:
    here = queries.own_search(actor.id, number)
    if here is None:
        raise NotFound(str(_("There is no such search among yours.")))
    return here


def _no_room(query: str, kept: int) -> str:
    if len(query) > rules.LONGEST_QUERY:
        return str(_("This search is too long to be saved. Remove some words or filters."))
    if kept >= rules.MOST:
        return str(_("You keep %(most)s searches, as many as one person can. Remove one first.", most=rules.MOST))
    return ""


def _check_name(name: str, often: str, above: str = "") -> str:
    """The name as it is kept. Invalid with everything that is wrong at once."""
    problems = {"": above} if above else {}
    name = one_line(name)
    if not name:
        problems["name"] = str(_("Enter a name for this search."))
    elif len(name) > rules.LONGEST_NAME:
        problems["name"] = str(_("Shorten the name to %(number)s characters.", number=rules.LONGEST_NAME))
    if often not in rules.OFTEN:
        problems["often"] = str(_("Choose how often we write to you."))
    if problems:
        raise Invalid(problems)
    return name
