"""Writing the operator's texts. Runs inside `transaction()`; who commits calls `identity.forget` then."""

from __future__ import annotations

from flask_babel import gettext as _

from exchange.accounts import emails
from exchange.accounts.access import MEMBER, RIGHTS, Standing
from exchange.core import clock
from exchange.core.access import Actor
from exchange.core.db import db, wait_for_turn
from exchange.core.errors import Conflict, Invalid
from exchange.core.languages import BY_CODE, DEFAULT
from exchange.core.text import clean, one_line
from exchange.core.transaction import require_transaction
from exchange.operator import queries
from exchange.operator.lifecycle import CHANGED, TEXTS, WRITE
from exchange.operator.models import OperatorText
from exchange.operator.rules import KINDS
from exchange.workflow.service import add_remark
from exchange.workflow.table import Subject

# Any number that nothing else of the product locks by.
WRITING = 740_036


def write(actor: Actor, name: str, language: str, text: str, reason: str, seen: int) -> None:
    """Let this text hold in a language from now on; "" takes it away. `seen` is the number of the text the actor's page showed (0: none).

    Raises Invalid at words or reason; Forbidden; Conflict when somebody else wrote it since. KeyError for a name or language there is not.
    """
    RIGHTS.authorise("look", actor, Standing(0, MEMBER))
    require_transaction()
    # Two who write the first text of a language would find no row to hold.
    wait_for_turn(WRITING)
    last = next(iter(queries.history(name, language)), None)
    if (last.id if last else 0) != seen:
        raise Conflict(str(CHANGED))
    problems: dict[str, str] = {}
    told, kept = reason.strip(), _take(name, text, problems)
    if not told:
        problems["reason"] = str(_("Write the reason"))
    if problems:
        raise Invalid(problems)
    add_remark(TEXTS, WRITE, Subject(_add(name, language, kept, actor.id)), actor.id, note=told)


def write_by_operator(name: str, text: str) -> None:
    """Let this text hold in English, for who holds the machine. Raises Invalid at words."""
    require_transaction()
    problems: dict[str, str] = {}
    kept = _take(name, text, problems)
    if problems:
        raise Invalid(problems)
    add_remark(TEXTS, WRITE, Subject(_add(name, DEFAULT, kept, None)), None, note="flask operator set-up")


def _take(name: str, text: str, problems: dict[str, str]) -> str:
    kind = KINDS[name]
    kept = clean(text).strip() if kind.markdown else one_line(text)
    if len(kept) > kind.longest:
        problems["words"] = str(_("Shorten this text to %(number)s characters.", number=kind.longest))
    elif kind.address and kept:
        found = emails.normal(kept)
        if found is None:
            problems["words"] = str(_("Enter an e-mail address such as name@example.org."))
        else:
            return found
    return kept


def _add(name: str, language: str, text: str, by_id: int | None) -> int:
    row = OperatorText(name=KINDS[name].name, language=BY_CODE[language].code, text=text, by_id=by_id, at=clock.now())
    db.session.add(row)
    db.session.flush()
    return row.id
