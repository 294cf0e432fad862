"""Code lists of a profile: stable codes with the words people see."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _pl

Choices = dict[str, LazyString]

LEVELS: Choices = {
    "native": _l("First language"),
    "fluent": _l("Fluent"),
    "working": _l("Working knowledge"),
    "basic": _l("Basic"),
}
HELP_KINDS: Choices = {
    "answer": _l("Answer a question"),
    "review": _l("Review a practice"),
    "speak": _l("Speak at a meeting"),
    "train": _pl("help a member offers", "Train"),
    "advise": _l("Advise on site"),
}
OPENNESS: Choices = {
    "yes": _l("Open to requests"),
    "limited": _l("Open to a few requests"),
    "no": _l("Not open to requests"),
}
REACHES: Choices = {
    "everyone": _l("Everyone"),
    "members": _l("Members who are signed in"),
    "nobody": _l("Nobody"),
}
# Every part of a profile that its owner may hold back. The name always goes with the profile: it stands in its address.
FIELDS: Choices = {
    "biography": _l("Biography"),
    "country": _l("Country"),
    "organisation": _l("Organisation"),
    "position": _l("Position"),
    "themes": _l("Themes"),
    "languages": _l("Languages"),
    "countries": _l("Countries worked in"),
    "help_kinds": _l("Help offered"),
    "open_to_requests": _l("Open to requests"),
    "links": _l("Links"),
    "orcid": _l("ORCID"),
}
