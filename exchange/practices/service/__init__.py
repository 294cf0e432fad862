"""Verbs of the practices room, by noun."""

from exchange.practices.service.correcting import correct
from exchange.practices.service.drafts import DraftChanged, Saved, discard, new_version, save, start
from exchange.practices.service.kept import confirm, record_change
from exchange.practices.service.people import add_self, answer_invitation, invite, refuse_and_block, remove

__all__ = [
    "DraftChanged",
    "Saved",
    "add_self",
    "answer_invitation",
    "confirm",
    "correct",
    "discard",
    "invite",
    "new_version",
    "record_change",
    "refuse_and_block",
    "remove",
    "save",
    "start",
]
