"""Reads of the review room, by noun. Every list has a stable order."""

from exchange.review.queries.cases import candidates, case_of, cases_of, eligible, others_apart, person, to_tell, users
from exchange.review.queries.comments import Thread, comment_count, open_comments, thread, threads_of
from exchange.review.queries.log import latest_line, lines_of_practice, lines_of_version, name_of, names_of, reviews_done
from exchange.review.queries.queue import FILTERS, OPEN, Row, desk_rows, queue, waiting_count
from exchange.review.queries.versions import (
    Standing,
    Under,
    agreed_people,
    due_at,
    has_working,
    is_working,
    own_version,
    readable_practice,
    sent_answers,
    under_review,
)

__all__ = [
    "FILTERS",
    "OPEN",
    "Row",
    "Standing",
    "Thread",
    "Under",
    "agreed_people",
    "candidates",
    "case_of",
    "cases_of",
    "comment_count",
    "desk_rows",
    "due_at",
    "eligible",
    "has_working",
    "is_working",
    "latest_line",
    "lines_of_practice",
    "lines_of_version",
    "name_of",
    "names_of",
    "open_comments",
    "others_apart",
    "own_version",
    "person",
    "queue",
    "readable_practice",
    "reviews_done",
    "sent_answers",
    "thread",
    "threads_of",
    "to_tell",
    "under_review",
    "users",
    "waiting_count",
]
