"""What the log tells of a member that administrators did, and the words for it. Pure: values in, values out."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from exchange.workflow.table import Remark, Workflow

CHANGED = _l(
    "Somebody else has changed this member in the meantime. Look at how things stand now, then do it again if it is still needed."
)

ACT_WORDS: dict[str, LazyString] = {
    "make_member": _l("Made %(name)s a member without another role"),
    "make_moderator": _l("Made %(name)s a moderator"),
    "make_administrator": _l("Made %(name)s an administrator"),
    "change_scope": _l("Changed what the moderator %(name)s reviews"),
    "ask_member": _l("Asked to take the role of administrator from %(name)s"),
    "ask_moderator": _l("Asked to make the administrator %(name)s a moderator"),
    "ask_administrator": _l("Asked to make %(name)s an administrator"),
    "refuse_role": _l("Refused another role for %(name)s"),
    "suspend": _l("Suspended %(name)s"),
    "lift_suspension": _l("Lifted the suspension of %(name)s"),
    "end_sessions": _l("Signed %(name)s out everywhere"),
    "resend_confirmation": _l("Sent %(name)s the link to confirm the address again"),
}
MEMBERS = Workflow("member", CHANGED, (), tuple(Remark(name, needs=("note",)) for name in ACT_WORDS))
# A registration has no number yet: its lines say that a link was sent, never to whom.
REGISTRATION_WORDS: dict[str, LazyString] = {"resend_link": _l("Sent the link to confirm an address again")}
REGISTRATIONS = Workflow("registration", CHANGED, (), tuple(Remark(name, needs=("note",)) for name in REGISTRATION_WORDS))
