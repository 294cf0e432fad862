"""What imports add to the desk of administrators: the ways there, what waits for a second one, and their lines of the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from exchange.accounts.models import User
from exchange.accounts.places import ADMIN_INDEX, ADMIN_WAITING, CONTENT, Section, Waiting
from exchange.transfer import queries
from exchange.transfer.lifecycle import RUNS
from exchange.workflow.models import Event
from exchange.workflow.places import ACTS, Acts, Told

WORDS = {
    "accept": _l("Imported a file"),
    "undo": _l("Undid an import"),
    "ask_undo": _l("Asked to undo an import"),
    "agree_undo": _l("Agreed to undo an import"),
    "refuse_undo": _l("Refused to undo an import"),
}


def sections(_member: User) -> list[Section]:
    """The entries about what was imported."""
    return [
        Section(CONTENT, _("Imports"), url_for("transfer.imports"), queries.run_count()),
        Section(CONTENT, _("Correct an imported practice"), url_for("records.find")),
    ]


def undos_asked(member: User) -> Iterator[Waiting]:
    """Imports that another administrator asked to undo."""
    for run in queries.undos_asked():
        if run.undo_asked_by != member.id:
            yield Waiting(
                kind=_("Import"),
                title=run.file_name,
                href=url_for("transfer.show", number=run.id),
                reason=run.undo_note,
                button=_("Agree or refuse"),
                colour="warn",
                since=run.updated_at,
            )


def tell(lines: Sequence[Event]) -> Mapping[int, Told]:
    """Each line as words, with the file and the way to its report."""
    files = queries.file_names({one.number for one in lines})
    return {
        one.id: Told(str(WORDS[one.what]), files.get(one.number, ""), url_for("transfer.show", number=one.number))
        for one in lines
    }


def init(app: Flask) -> None:
    """Fill the places of the desk in `app`."""
    ADMIN_INDEX.fill(app, sections, order=30)
    ADMIN_WAITING.fill(app, undos_asked, order=30)
    ACTS.fill(app, lambda _context: [Acts(RUNS.subject, _l("Imports"), tuple(WORDS), tell)], order=30)
