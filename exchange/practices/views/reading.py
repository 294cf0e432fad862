"""Reading: the practice page, its history and earlier versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from exchange.changes import tags
from exchange.core import access, clock, identity, languages
from exchange.core.access import Actor, Need
from exchange.core.addresses import is_link
from exchange.core.errors import Gone, NotFound
from exchange.core.languages import page_language
from exchange.core.paging import page_number, require_page
from exchange.practices import answers, checks, choices, linked_data, page, places, queries, substance, texts
from exchange.practices.access import RIGHTS
from exchange.practices.fields import FORM
from exchange.practices.models import Version
from exchange.practices.queries import Named, Published
from exchange.practices.texts import Text
from exchange.practices.views import blueprint
from exchange.questions import compare
from exchange.vocabularies.pictures import picture_of


def who_reads() -> Actor | None:
    """The member who is signed in, or None for a visitor."""
    return current_user if current_user.is_authenticated else None


def open_practice(number: int) -> Published:
    """The practice, for who may read it: Gone when retracted, NotFound when unpublished, or hidden from this reader."""
    found = queries.reading(number)
    if found is None or found.practice.retracted_at is not None:
        gone = queries.tombstone(number)
        if gone is not None:
            raise Gone(practice_title=gone.title, retracted_on=gone.at, reason=gone.reason)
        raise NotFound()
    if found.practice.hidden_at is not None:
        RIGHTS.authorise("read while hidden", who_reads(), found.practice.people)
    return found


@blueprint.get("/practices/<int:number>/")
@blueprint.get("/practices/<int:number>/<slug>/")
@access.needs(Need.NOTHING)
@tags.by_record
def show(number: int, slug: str = "") -> Response | str:
    """A published practice; 410 with what is left of it for a retracted one."""
    found = open_practice(number)
    text = _text(found)
    right = texts.slug(text.title)
    if slug != right:
        query = request.query_string.decode("utf-8", "replace")
        return redirect(url_for("practices.show", number=number, slug=right) + (f"?{query}" if query else ""), 301)
    reading = places.Reading(found, text)
    shared, page_values = _shared_context(found, text), _page(found, text)
    return render_template(
        "practices/show.html",
        **shared,
        **page_values,
        **_for_programs(found, text, shared, page_values["authors"]),
        after_head=places.AFTER_HEAD.parts(reading),
        beside_text=places.BESIDE_TEXT.parts(reading),
        after_text=places.AFTER_TEXT.parts(reading),
    )


def _for_programs(found: Published, text: Text, shared: Mapping[str, Any], authors: Sequence[Named]) -> dict[str, Any]:
    """What programs and other sites are told of the page; nothing of one that is not to be found."""
    told = None
    if not shared["unlisted"]:
        exchange = identity.exchange_name()
        told = linked_data.describe(found, text, authors, shared["names"], shared["canonical"], exchange)
    return {"linked_data": told, "picture": picture_of(text.answers["themes"])}


def _text(found: Published) -> Text:
    """The text the reader asked for: the original (`?text=original`), a machine's (`?text=machine`), or what the page's language has."""
    lang, asked = languages.current_language(), request.args.get("text")
    translation = texts.choose_translation(found.version, found.translations, lang, machine=asked == "machine")
    return texts.translate_text(found.version, None if asked == "original" else translation, lang)


def _shared_context(found: Published, text: Text) -> dict[str, Any]:
    """What the page and its history both need."""
    number, lang = found.practice.id, languages.current_language()
    readable = texts.readable_in(found.version, found.translations)
    home = lang if lang in readable else page_language(found.version.language) or languages.DEFAULT
    return {
        "number": number,
        "found": found,
        "practice": found.practice,
        "version": found.version,
        "text": text,
        "slug": texts.slug(text.title),
        "names": queries.Names(lang),
        "canonical": languages.absolute(url_for("practices.show", lang=home, number=number, slug=_slug_in(found, home))),
        "alternates": [
            (code, languages.absolute(url_for("practices.show", lang=code, number=number, slug=_slug_in(found, code))))
            for code in readable
        ],
        "unlisted": home != lang or found.practice.hidden_at is not None or "text" in request.args,
        "original_page": page_language(found.version.language),
        "page_languages": {code: page_language(code) for code in found.languages},
    }


def _slug_in(found: Published, lang: str) -> str:
    translation = texts.choose_translation(found.version, found.translations, lang)
    return texts.slug((translation and translation.title) or found.version.title)


def _page(found: Published, text: Text) -> dict[str, Any]:
    practice, version, lang = found.practice, found.version, languages.current_language()
    named = {one.number: one for one in queries.name_people([*found.authors, *found.contacts])}
    authors, contacts = ([named[one.user_id] for one in people] for people in (found.authors, found.contacts))
    machine = found.translations.get(lang)
    reader = current_user.id if current_user.is_authenticated else 0
    return {
        "parts": (parts := page.parts(text.answers)),
        "short_note": version.words < substance.SHORT_NOTE,
        "lead": page.only_text(parts),
        "gaps": page.gaps(text.answers),
        "level": choices.level_for_readers(version.evidence, reviewed=version.reviewer_id is not None),
        "reviewer": queries.member_name(version.reviewer_id),
        "not_given": page.not_given(text.answers) if practice.source_id else [],
        "years": page.years(text.answers) if page.names_days(text.answers) else ("", ""),
        "authors": authors,
        "author_names": [one.name if one.active else _("Former member") for one in authors],
        "permanent": Markup('<bdi dir="ltr">{}</bdi>').format(languages.absolute(url_for("practices.show", number=practice.id))),
        "author_numbers": {one.number for one in authors},
        "contacts": [one for one in contacts or authors if one.active and one.number != reader],
        "countries": list(text.answers["countries"]),
        "other_countries": queries.unknown_places(practice),
        "licence": practice.licence or choices.LICENCES.get(text.answers["licence"], text.answers["licence"]),
        "record_label": choices.RECORD_LABELS.get(practice.record_type or ""),
        "translator": queries.member_name(text.translation.translator_id) if text.translation else "",
        "outdated": text.translation is not None and text.translation.made_from_id != version.id,
        "machine": machine is not None and machine.by_machine and text.translation is None,
        "unconfirmed": not checks.lately(practice.confirmed_at, version.published_at, clock.now()),
        "mine": RIGHTS.may("write", who_reads(), practice.people),
        "my_parts": [one.part for one in practice.people if one.user_id == reader and one.agreed_at],
        "source_linked": is_link(practice.source_url or ""),
        "exchange": identity.exchange_name(),
        "machine_read": text.translation is not None and text.translation.by_machine,
        "missing": text.translation is None and page_language(version.language) != lang,
    }


@blueprint.get("/practices/<int:number>/history/")
@access.needs(Need.NOTHING)
@tags.by_record
def history(number: int) -> str:
    """The published versions of a practice, and what changed between them."""
    found = open_practice(number)
    page = require_page(queries.history(number, page_number(request.args)))
    steps = compare.Steps()
    rows = [(after, _changes(before, after, steps) if before else None) for after, before in page.items]
    shared = _shared_context(found, texts.original(found.version)) | {"canonical": None, "alternates": [], "unlisted": True}
    return render_template("practices/history.html", **shared, rows=rows, page=page)


def _changes(before: Version, after: Version, steps: compare.Steps) -> list[tuple[Any, Any, Any]]:
    """The answers that differ between two versions, in the order of the form: question, earlier side, later side."""
    words = queries.Names(languages.current_language())
    old, new = answers.read(before), answers.read(after)
    changed = [one for one in FORM.kept_questions if old[one.name] != new[one.name]]
    return [(one, *one.compare(old[one.name], new[one.name], words, steps)) for one in changed]


@blueprint.get("/practices/<int:number>/history/<int:version>/")
@access.needs(Need.NOTHING)
@tags.by_record
def earlier(number: int, version: int) -> str:
    """One earlier published version of a practice."""
    found = open_practice(number)
    chosen = queries.version_of(number, version)
    if chosen is None:
        raise NotFound(str(_("This practice has no published version with this number.")))
    text = texts.original(chosen)
    shared = _shared_context(found, text) | {"version": chosen, "unlisted": True, "alternates": []}
    return render_template("practices/earlier.html", **shared, parts=page.parts(text.answers))
