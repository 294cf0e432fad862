"""The words of the review's notices. The values owed are plain; the words are found in the receiver's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from babel.dates import format_date
from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.accounts.models import User
from exchange.accounts.names import in_role
from exchange.core import languages
from exchange.core.formats import reader_locale
from exchange.notices import service as notices
from exchange.notices.quoting import quotation, short_name
from exchange.notices.service import Cause, Composer, Member, Words
from exchange.practices import texts
from exchange.review import lists

Values = Mapping[str, Any]


def tell(receivers: Iterable[User], kind: str, *, title: str, **values: Any) -> None:
    """Owe each receiver a notice of `kind` about the practice called `title`, in the caller's transaction."""
    for user in receivers:
        notices.owe(Member(user.id), f"review.{kind}", title=title, **values)


def init(app: Flask) -> None:
    """Register the composers of every kind."""
    for kind, composer in COMPOSERS.items():
        notices.compose_with(app, f"review.{kind}", composer, Cause.ROLE)


def _day(values: Values) -> str:
    return format_date(date.fromisoformat(values["due"]), format="long", locale=reader_locale())


def _to_review(values: Values) -> dict[str, Any]:
    link = url_for("review.show", number=values["version"], _external=True)
    return {"link": link, "link_label": _("Open the review"), "why": _("You get this because you review practices.")}


def _to_author(values: Values, link: str, label: str) -> dict[str, Any]:
    return {"link": link, "link_label": label, "why": _("You get this because you are an author of this practice.")}


def _to_submission(values: Values) -> dict[str, Any]:
    return _to_author(values, url_for("practices.edit", number=values["version"], _external=True), _("Open the submission"))


def _to_log(values: Values) -> dict[str, Any]:
    return _to_author(values, url_for("review.log", number=values["version"], _external=True), _("See where it stands"))


def _to_practice(values: Values) -> dict[str, Any]:
    slug = texts.slug(values["title"])
    link = url_for("practices.show", number=values["practice"], slug=slug, _external=True)
    return _to_author(values, link, _("Read the practice"))


def _compose_sent(values: Values) -> Words:
    title = quotation(values["title"])
    return Words(
        subject=_("Sent for review: %(title)s", title=title),
        fact=_("%(name)s has sent “%(title)s” for review.", name=short_name(values["who"]), title=title),
        lines=[_("The review is due by %(date)s.", date=_day(values))],
        **_to_review(values),
    )


def _receipt(values: Values) -> Words:
    title = quotation(values["title"])
    return Words(
        subject=_("Sent for review: %(title)s", title=title),
        fact=_("%(name)s has sent “%(title)s” for review. We have received it.", name=short_name(values["who"]), title=title),
        lines=[
            _("A reviewer looks at it by %(date)s.", date=_day(values)),
            _("You can withdraw it until it is published."),
        ],
        **_to_log(values),
    )


def _compose_withdrawn(values: Values) -> Words:
    title = quotation(values["title"])
    return Words(
        subject=_("Withdrawn: %(title)s", title=title),
        fact=_("%(name)s has withdrawn “%(title)s” from review.", name=short_name(values["who"]), title=title),
        lines=[_("You have nothing more to do.")],
        **_to_review(values),
    )


def _compose_taken(values: Values) -> Words:
    title = quotation(values["title"])
    return Words(
        subject=_("In review: %(title)s", title=title),
        fact=_("%(name)s reviews “%(title)s” now.", name=short_name(values["who"]), title=title),
        lines=[_("The review is due by %(date)s.", date=_day(values))],
        **_to_log(values),
    )


def _compose_assigned(values: Values) -> Words:
    title = quotation(values["title"])
    return Words(
        subject=_("Assigned to you: %(title)s", title=title),
        fact=_("%(name)s has asked you to review “%(title)s”.", name=short_name(values["who"]), title=title),
        lines=[
            _("The review is due by %(date)s.", date=_day(values)),
            _("You can hand it back with a reason."),
        ],
        **_to_review(values),
    )


def _handed_back(values: Values) -> Words:
    title = quotation(values["title"])
    return Words(
        subject=_("Back in the queue: %(title)s", title=title),
        fact=_("%(name)s has handed back the review of “%(title)s”.", name=short_name(values["who"]), title=title),
        quote=values["note"],
        **_to_review(values),
    )


def _changes(values: Values) -> Words:
    title = quotation(values["title"])
    lines = [_("Change your answers or reply to the comments, then send the practice again.")]
    if values["open"]:
        lines.insert(
            0, ngettext("%(num)s comment stands at your answers.", "%(num)s comments stand at your answers.", values["open"])
        )
    return Words(
        subject=_("Changes requested: %(title)s", title=title),
        fact=_("%(name)s asks for changes to “%(title)s”.", name=short_name(values["who"]), title=title),
        lines=lines,
        quote=values["note"],
        **_to_submission(values),
    )


def _compose_published(values: Values) -> Words:
    title = quotation(values["title"])
    return Words(
        subject=_("Published: %(title)s", title=title),
        fact=_("“%(title)s” is published. Everybody can read it now.", title=title),
        lines=[_("%(name)s reviewed it.", name=short_name(values["who"]))],
        quote=values["note"],
        **_to_practice(values),
    )


def _compose_declined(values: Values) -> Words:
    title = quotation(values["title"])
    reason = lists.REASONS[values["reason"]].label(languages.current_language())
    return Words(
        subject=_("Declined: %(title)s", title=title),
        fact=_("%(name)s has declined “%(title)s”.", name=short_name(values["who"]), title=title),
        lines=[_("Reason: %(reason)s", reason=reason), appeal(values["again"])],
        quote=values["note"],
        **_to_log(values),
    )


def appeal(again: bool) -> str:
    """The way on after a decline, in a sentence; `again` is False when it was reopened once already."""
    if again:
        return str(_("You can reopen it once under My work and send it again. Another moderator will review it then."))
    return str(_("This was the second review. You can share a new practice at any time."))


def _reply(values: Values) -> Words:
    title = quotation(values["title"])
    onward = _to_review(values) if values["to_reviewer"] else _to_submission(values) if values["writable"] else _to_log(values)
    return Words(
        subject=_("Comment: %(title)s", title=title),
        fact=_("%(name)s replied to a comment on “%(title)s”.", name=short_name(values["who"]), title=title),
        quote=values["note"],
        **onward,
    )


def _compose_hidden(values: Values) -> Words:
    title = quotation(values["title"])
    return Words(
        subject=_("Hidden: %(title)s", title=title),
        fact=_("A moderator has hidden “%(title)s”. Readers do not see it for now.", title=title),
        lines=[_("The practice can be shown again.")],
        quote=values["note"],
        **_to_log(values),
    )


def _compose_shown(values: Values) -> Words:
    title = quotation(values["title"])
    return Words(
        subject=_("Shown again: %(title)s", title=title),
        fact=_("A moderator shows “%(title)s” again. Everybody can read it.", title=title),
        quote=values["note"],
        **_to_practice(values),
    )


def _retraction_asked(values: Values) -> Words:
    title = quotation(values["title"])
    link = url_for("review.practice", number=values["practice"], _external=True)
    return Words(
        subject=_("Retraction requested: %(title)s", title=title),
        fact=_(
            "%(name)s asks to retract “%(title)s”. A second moderator must confirm it.",
            name=short_name(values["who"]),
            title=title,
        ),
        quote=values["note"],
        link=link,
        link_label=_("Decide about the retraction"),
        why=_("You get this because you review practices."),
    )


def _retraction_refused(values: Values) -> Words:
    title = quotation(values["title"])
    link = url_for("review.practice", number=values["practice"], _external=True)
    return Words(
        subject=_("Not retracted: %(title)s", title=title),
        fact=_("%(name)s keeps “%(title)s” published.", name=short_name(values["who"]), title=title),
        quote=values["note"],
        link=link,
        link_label=_("Open the log of the practice"),
        why=_("You get this because you asked for the retraction."),
    )


def _compose_retracted(values: Values) -> Words:
    title = quotation(values["title"])
    return Words(
        subject=_("Retracted: %(title)s", title=title),
        fact=_("Two moderators have retracted “%(title)s”.", title=title),
        lines=[_("Its address now shows the title, the date and the reason only.")],
        quote=values["note"],
        **_to_practice(values),
    )


def _in_role(compose: Callable[[Values], Words]) -> Composer:
    """The notice with a line that says in which role its actor acted: reviewing and retracting are for moderators only."""

    def compose_in_role(values: Values) -> Words:
        made = compose(values)
        return replace(made, lines=[in_role(short_name(values["who"])), *made.lines])

    return compose_in_role


COMPOSERS: dict[str, Composer] = {
    "sent": _compose_sent,
    "receipt": _receipt,
    "withdrawn": _compose_withdrawn,
    "taken": _in_role(_compose_taken),
    "assigned": _in_role(_compose_assigned),
    "handed_back": _in_role(_handed_back),
    "changes": _in_role(_changes),
    "published": _in_role(_compose_published),
    "declined": _in_role(_compose_declined),
    "reply": _reply,
    "hidden": _compose_hidden,
    "shown": _compose_shown,
    "retraction_asked": _in_role(_retraction_asked),
    "retraction_refused": _in_role(_retraction_refused),
    "retracted": _compose_retracted,
}
