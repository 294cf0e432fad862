"""Who may run and undo imports, and change imported records: administrators, and for much of it two of them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from exchange.accounts import access as roles
from exchange.core.access import Actor
from exchange.core.rights import Rights, Rule
from exchange.transfer.models import ImportRun


def is_administrator(person: Actor, _run: ImportRun | None) -> bool:
    """Somebody with the role."""
    return roles.may(person, "administer")


def did_not_ask(person: Actor, run: ImportRun | None) -> bool:
    """Somebody else asked."""
    return run is None or run.undo_asked_by != person.id


ADMINISTRATORS = Rule(is_administrator, _l("Only administrators can do this."))

RIGHTS = Rights[Actor, ImportRun | None](
    {
        "import": (ADMINISTRATORS,),
        "undo": (ADMINISTRATORS,),
        "agree_undo": (ADMINISTRATORS, Rule(did_not_ask, _l("You asked for this. Another administrator must agree."))),
        "refuse_undo": (ADMINISTRATORS,),
    }
)


def authorise(actor: Actor) -> None:
    """Go on only for an administrator. Forbidden for everybody else."""
    RIGHTS.authorise("import", actor, None)
