"""What addresses with parts need: each function makes the records and gives the parts of the address.

A row of `routes.csv` names one in its last column. It gets the member who will open the address (None for a visitor), so
that a row can speak of their own draft as well as of somebody else's. A key that is no part of the address goes into its
query (GET) or into the form (POST).
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from exchange.accounts import security
from exchange.accounts import service as accounts
from exchange.accounts.models import Registration, User
from exchange.contact import service as contact
from exchange.core import clock
from exchange.core.db import db
from exchange.core.transaction import transaction
from exchange.featured import service as featured
from exchange.practices import service as practices
from exchange.practices.models import Version
from exchange.reach import service as reach
from exchange.review import queries as review_queries
from exchange.review import service as reviewing
from exchange.saved import links as saved_links
from exchange.search import sync
from tests import factories
from tests.house_rules.administration import (  # noqa: F401 - rows of the table name them
    address_that_waits,
    import_ended,
    imported_record,
    index_to_build,
    jobs_that_failed,
    member_not_confirmed,
    member_suspended,
    member_to_administer,
    role_asked_for,
    section_of_a_record,
    text_of_operator,
    undo_asked,
)
from tests.practices import records as practice_records
from tests.review import factories as review
from tests.saved import records as saved_records

Values = dict[str, Any]


def forged_link(_actor: User | None) -> Values:
    return {"token": "forged"}


def index_built(_actor: User | None) -> Values:
    sync.rebuild()
    db.session.rollback()
    return {}


def link_to_confirm(_actor: User | None) -> Values:
    with transaction():
        accounts.register("Ann Author", f"{secrets.token_hex(8)}@example.org", "en")
    key = db.session.scalars(select(Registration.key).order_by(Registration.created_at.desc())).first()
    return {"token": security.registration_token(str(key)), "name": "Ann", "password": "nine small silver spoons"}


def link_to_reset(_actor: User | None) -> Values:
    user = factories.member()
    return {"token": security.reset_token(db.session.merge(user))}


def style_sheet(_actor: User | None) -> Values:
    return {"filename": "style.css"}


def theme_waste(_actor: User | None) -> dict[str, Any]:
    return {"theme_id": "waste"}


def theme_nobody_knows(_actor: User | None) -> dict[str, Any]:
    return {"theme_id": "no-such-theme"}


def country_kenya(_actor: User | None) -> dict[str, Any]:
    return {"code": "KE"}


def country_nobody_knows(_actor: User | None) -> dict[str, Any]:
    return {"code": "ZZ"}


def public_expert(_actor: User | None) -> Values:
    return {"number": factories.expert("Amina Osei").id, "slug": "amina-osei"}


def public_expert_wrongly_spelt(_actor: User | None) -> Values:
    return {"number": factories.expert("Amina Osei").id, "slug": "amina"}


def hidden_expert(_actor: User | None) -> Values:
    return {"number": factories.expert("Amina Osei", public=False).id, "slug": "amina-osei"}


def own_profile(actor: User | None) -> Values:
    if actor:
        factories.expert(user=actor)
    return {}


def letter_to_an_expert(_actor: User | None) -> Values:
    return {"number": factories.expert().id, "subject": "Refill stations", "body": "Who paid for them?"}


def letter_to_nobody(_actor: User | None) -> Values:
    return {"number": factories.member().id}


def conversation_of_others(_actor: User | None) -> Values:
    return _conversation(factories.expert())


def own_conversation(actor: User | None) -> Values:
    return _conversation(factories.expert(user=actor or factories.member()))


def _conversation(receiver: User) -> Values:
    writer = factories.member()
    with transaction():
        number = contact.write(writer, receiver.id, "Refill stations", "Who paid for them?")
    return {"number": number, "body": "A levy.", "reason": "It sells things."}


def member_who_is_blocked(actor: User | None) -> Values:
    blocker, other = (actor or factories.member()).id, factories.member().id
    with transaction():
        reach.block(blocker, other)
    return {"number": other}


def report_of_others(_actor: User | None) -> Values:
    return _report(factories.expert())


def report_about_oneself(actor: User | None) -> Values:
    return _report(factories.expert(user=actor or factories.member()))


def _report(receiver: User) -> Values:
    conversation = _conversation(receiver)["number"]
    with transaction():
        number = contact.report(receiver, conversation, "It sells things.")
    return {"number": number, "outcome": "nothing"}


def draft_of_own(actor: User | None) -> Values:
    return {"number": practice_records.draft(actor or factories.member())}


def draft_of_another(_actor: User | None) -> Values:
    return {"number": practice_records.draft(factories.member())}


def section_of_own(actor: User | None) -> Values:
    return {**draft_of_own(actor), "section": "where"}


def section_of_somebody(actor: User | None) -> Values:
    return {**draft_of_another(actor), "section": "where"}


def contact_of_own(actor: User | None) -> Values:
    return {**draft_of_own(actor), "myself": "1"}


def invitation_of_own(actor: User | None) -> Values:
    return _invitation(actor.id if actor else factories.member().id)


def invitation_of_somebody(_actor: User | None) -> Values:
    return _invitation(factories.member().id)


def _invitation(invited: int) -> Values:
    practice_records.profile(invited)
    author = factories.member()
    number = practice_records.draft(author)
    with transaction():
        practices.invite(db.session.merge(author), number, "contact", invited)
        practice = db.session.get_one(Version, number).practice_id
    return {"number": practice, "part": "contact"}


def practice_of_own(actor: User | None) -> Values:
    return {"number": practice_records.published(actor or factories.member())}


def practice_of_somebody(_actor: User | None) -> Values:
    return {"number": practice_records.published(factories.member())}


def practice_with_its_title(actor: User | None) -> Values:
    return {**practice_of_somebody(actor), "slug": "repair-vouchers-for-household-appliances-in-porto"}


def history_of_hidden(actor: User | None) -> Values:
    found = practice_of_somebody(actor)
    practice_records.hide(found["number"])
    return found


def hidden_practice(actor: User | None) -> Values:
    return {**history_of_hidden(actor), "slug": "repair-vouchers-for-household-appliances-in-porto"}


def retracted_practice(actor: User | None) -> Values:
    found = practice_with_its_title(actor)
    practice_records.retract(found["number"])
    return found


def version_of_somebody(actor: User | None) -> Values:
    return {**practice_of_somebody(actor), "version": 1}


def own_practice_to_send(actor: User | None) -> Values:
    return {"number": review.draft(actor or factories.member())}


def own_practice_in_review(actor: User | None) -> Values:
    return {"number": review.sent(actor or factories.member())}


def own_practice_withdrawn(actor: User | None) -> Values:
    author = actor or factories.member()
    number = review.sent(author)
    with transaction():
        reviewing.withdraw(author, number)
    return {"number": number}


def comment_on_own_practice(actor: User | None) -> Values:
    number = review.changes_asked(actor or factories.member(), factories.moderator(), {"advice": "Say more."})
    [thread] = review_queries.threads_of(number)["advice"]
    return {"number": number, "comment": thread.comment.id}


def comment_of_somebody(_actor: User | None) -> Values:
    return comment_on_own_practice(None)


def submission_of_somebody(_actor: User | None) -> Values:
    return own_practice_in_review(None)


def submission_to_review(actor: User | None) -> Values:
    """Taken by whoever opens the address, if they may review at all."""
    author = factories.member()
    taker = actor if actor is not None and actor.role != "member" else factories.moderator()
    return {"number": review.in_review(author, taker), "revision": 1}


def practice_to_hide(_actor: User | None) -> Values:
    number = review.practice_of(review.published(factories.member(), factories.moderator()))
    return {"number": number, "reason": "A complaint is looked into."}


def practice_imported(_actor: User | None) -> Values:
    number = practice_records.imported(source_id=f"ecesp:{secrets.token_hex(4)}")
    return {"number": number, "evidence": "measured", "note": "The source names no cost."}


def practice_hidden(_actor: User | None) -> Values:
    values = practice_to_hide(None)
    moderator = factories.moderator()
    with transaction():
        reviewing.hide(moderator, values["number"], "A complaint is looked into.")
    return values


def practice_to_choose(_actor: User | None) -> Values:
    number = practice_to_hide(None)["number"]
    first, last = _free_days(number)
    return {"number": number, "reason": "It names its costs.", "first_day": first.isoformat(), "last_day": last.isoformat()}


def choice_for_the_home_page(_actor: User | None) -> Values:
    moderator, practice = factories.moderator(), practice_to_hide(None)["number"]
    with transaction():
        return {"number": featured.choose(moderator, practice, "It names its costs.", *_free_days(practice), "en")}


def _free_days(practice: int) -> tuple[date, date]:
    """Days on which no other practice was chosen."""
    first = clock.now().date() + timedelta(days=10 * practice)
    return first, first + timedelta(days=3)


def practice_to_retract(_actor: User | None) -> Values:
    values = practice_to_hide(None)
    moderator = factories.moderator()
    with transaction():
        reviewing.ask_retraction(moderator, values["number"], "The figures were copied.")
    return values


def search_to_save(_actor: User | None) -> Values:
    return {"name": "Repair in Kenya", "often": "weekly"}


def saved_search_of_own(actor: User | None) -> Values:
    return {"number": saved_records.keep(actor or factories.member()), "name": "Mending", "often": "daily"}


def saved_search_of_somebody(_actor: User | None) -> Values:
    return saved_search_of_own(None)


def link_to_stop(_actor: User | None) -> Values:
    user = factories.member()
    saved_records.keep(user)
    return {"token": saved_links.token_for(user.id)}


def changes_asked_of_own(actor: User | None) -> Values:
    author = actor or factories.member()
    return {"number": review.changes_asked(author, factories.moderator(), {"advice": "Say more.", "contacts": "Who else?"})}


def section_with_a_comment(actor: User | None) -> Values:
    return {**changes_asked_of_own(actor), "section": "lessons"}


def expert_with_work(_actor: User | None) -> Values:
    """Who has published, reviewed and answered: each has its place on the page."""
    expert = factories.expert(user=factories.moderator("Amina Osei"))
    review.published(expert, factories.moderator())
    review.published(factories.member(), expert)
    conversation = _conversation(expert)["number"]
    with transaction():
        contact.reply(expert, conversation, "A levy.")
    return {"number": expert.id, "slug": "amina-osei"}


def practice_beside_others(actor: User | None) -> Values:
    """One with others like it, and with experts on its theme."""
    exchange_in_use(actor)
    return practice_with_its_title(actor)


def exchange_in_use(actor: User | None) -> Values:
    """Something of everything that lists show, of whoever opens the address and of others; the index is built."""
    member = actor or factories.member()
    other = factories.expert(themes=("waste",))
    practice_records.draft(member)
    for author in (member, other):
        practice_records.published(author)
        review.sent(author)
    changes_asked_of_own(actor)
    _invitation(member.id)
    saved_records.keep(member)
    own_conversation(factories.expert(user=member))
    _report(other)
    return index_built(actor)


def theme_in_use(actor: User | None) -> Values:
    exchange_in_use(actor)
    return theme_waste(actor)


def desk_of_administrators(actor: User | None) -> Values:
    """Something of everything that waits for administrators, and lines of every kind in the log."""
    role_asked_for(actor)
    member_suspended(actor)
    address_that_waits(actor)
    practice_to_retract(actor)
    jobs_that_failed(actor)
    text_of_operator(actor)
    return index_built(actor)


def sitemap_of_pages(_actor: User | None) -> Values:
    return {"kind": "pages", "part": 1}


def sitemap_of_practices(_actor: User | None) -> Values:
    number = review.practice_of(review.published(factories.expert(), factories.moderator()))
    return {"kind": "practices", "part": 1 + (number - 1) // 800}


def sitemap_of_nothing(_actor: User | None) -> Values:
    return {"kind": "practices", "part": 9_999}
