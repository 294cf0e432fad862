"""What rooms above can add to the pages of practices."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.core.places import Block, Place
from exchange.practices.models import Practice
from exchange.practices.queries import Draft, Published
from exchange.practices.texts import Text


@dataclass(frozen=True)
class Reading:
    """A published practice, and the text of it that the reader gets."""

    found: Published
    text: Text


@dataclass(frozen=True)
class AnswerBlock(Block):
    """A block that stands at one answer of a form."""

    question: str = ""


# What a reader can do with the practice besides asking and citing, at the end of its head.
AFTER_HEAD: Place[Reading, Block] = Place("practice after head")
BESIDE_TEXT: Place[Reading, Block] = Place("practice beside text")
AFTER_TEXT: Place[Reading, Block] = Place("practice after text")
# Moderators alone open the page this stands on.
MODERATION: Place[Practice, Block] = Place("moderation")
# The contexts of the pages for writing are the drafts of the reader: whoever is no author of one gets no such page.
CHANGES_ASKED: Place[Draft, Block] = Place("draft with changes asked")
BESIDE_DRAFT: Place[Draft, Block] = Place("beside the sections of a draft")
AT_ANSWERS: Place[Draft, AnswerBlock] = Place("answers of a draft")


def blocks_by_question(draft: Draft) -> dict[str, list[AnswerBlock]]:
    """The blocks at the answers of a draft, by the name of the question; questions without one are left out."""
    found: dict[str, list[AnswerBlock]] = {}
    for block in AT_ANSWERS.parts(draft):
        found.setdefault(block.question, []).append(block)
    return found
