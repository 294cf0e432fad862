"""Words for the work the platform owes, and for why it failed. Nothing here is of a person."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

TOPICS: dict[str, LazyString] = {
    "mail": _l("Mail"),
    "index": _l("Search index"),
    "changes": _l("Changes that begin on a later day"),
    "schedule": _l("Regular work"),
    "saved": _l("Saved searches"),
}
# By the class of the error, which is all that is kept of it.
REASONS: dict[str, LazyString] = {
    "SMTPRecipientsRefused": _l("The mail server refused the address."),
    "SMTPSenderRefused": _l("The mail server refused our address as sender."),
    "SMTPAuthenticationError": _l("The mail server refused our user name or password."),
    "SMTPDataError": _l("The mail server refused the text."),
    "SMTPServerDisconnected": _l("The mail server ended the connection."),
    "SMTPConnectError": _l("The mail server could not be reached."),
    "ConnectionRefusedError": _l("The server could not be reached."),
    "TimeoutError": _l("The server did not answer in time."),
    "gaierror": _l("The name of the server is not known."),
    "OperationalError": _l("The database was away."),
    "OSError": _l("A file could not be read or written."),
}


def topic(code: str) -> str:
    """What work of a topic is; an unknown one stands for itself."""
    return str(TOPICS.get(code, code))


def reason(error: str) -> str:
    """Why a job failed, in a sentence; an unknown class of error is named."""
    return str(REASONS[error]) if error in REASONS else str(_("It failed with the error %(name)s.", name=error))
