"""Verbs of the review room, by noun. Each runs in the caller's transaction and never commits."""

from exchange.review.service.decisions import decline, publish, request_changes
from exchange.review.service.moderation import ask_retraction, check_import, hide, refuse_retraction, retract, show_again
from exchange.review.service.queue import assign, hand_back, take
from exchange.review.service.sending import reopen, submit, what_is_missing, withdraw
from exchange.review.service.work import Work, reply, save

__all__ = [
    "Work",
    "ask_retraction",
    "assign",
    "check_import",
    "decline",
    "hand_back",
    "hide",
    "publish",
    "refuse_retraction",
    "reopen",
    "reply",
    "request_changes",
    "retract",
    "save",
    "show_again",
    "submit",
    "take",
    "what_is_missing",
    "withdraw",
]
