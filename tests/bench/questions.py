"""What is asked in the bench: every question different, of words neither very frequent nor rare, and a list of hostile ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from tests.bench import collection

COMMONEST, RAREST = 10, 5_000
KNOWN_WORDS = 120
WORDS_ASKED = 3
LONGEST = 10_000


def _drawn() -> list[str]:
    """The words to ask by, each once, in a fixed order: frequent ones as likely as text makes them."""
    ranks = np.arange(COMMONEST, RAREST)
    chance = np.random.default_rng(collection.SEED + 1)
    order = chance.choice(ranks, size=len(ranks), replace=False, p=(1 / ranks) / (1 / ranks).sum())
    # What is drawn first without replacement is frequent: mixed again, so that the known words are like the fresh ones.
    return [collection.words()[rank] for rank in chance.permutation(order[: len(order) // 2])]


def known_words() -> list[str]:
    """The words that a warm engine was asked for before."""
    return _drawn()[:KNOWN_WORDS]


def warm(count: int) -> list[str]:
    """Questions never asked before, of words that were."""
    chance = np.random.default_rng(collection.SEED + 2)
    known = known_words()
    found: dict[str, None] = {}
    while len(found) < count:
        places = sorted(chance.choice(len(known), WORDS_ASKED, replace=False))
        found[" ".join(known[place] for place in places)] = None
    return list(found)


def cold(count: int) -> list[str]:
    """Questions of words never asked for before."""
    fresh = iter(_drawn()[KNOWN_WORDS:])
    return [" ".join(some) for some in itertools.islice(zip(fresh, fresh, fresh, strict=False), count)]


def typed(count: int) -> list[str]:
    """What stands in the search box while somebody types a title: a word and the beginning of the next, or a beginning alone."""
    found = []
    for turn, one in enumerate(collection.documents(count)):
        words = one.title.split()
        beginning = words[1][: 2 + turn % 3]
        found.append(f"{words[0]} {beginning}" if turn % 2 else beginning)
    return found


def hostile() -> Iterator[tuple[str, str]]:
    """(what it is, question): each meant to be as dear as a question can be."""
    common = collection.words()[:200]
    many = " ".join(common[:64])
    yield "64 of the most frequent words", many
    yield "beginning of one letter", "k*"
    yield "beginning of two letters", "ka*"
    yield "four beginnings of two letters", "ba* de* ki* to*"
    yield "beginnings beside frequent words", f"{many} ba* de* ki* to*"
    yield "phrase of the two most frequent words", f'"{common[0]} {common[1]}"'
    yield "eight phrases of frequent words", " ".join(f'"{one} {two}"' for one, two in itertools.pairwise(common[:9]))
    yield "phrase of 64 frequent words", f'"{many}"'
    yield "frequent phrase many times over", f'"{" ".join([common[0]] * 64)}"'
    yield "only words to leave out", " ".join(f"-{word}" for word in common[:64])
    yield "only phrases to leave out", " ".join(f'-"{one} {two}"' for one, two in itertools.pairwise(common[:9]))
    yield "only a beginning to leave out", "-ka* -ba* -de*"
    yield "10,000 characters of frequent words", (" ".join(common) * 20)[:LONGEST]
    yield "10,000 characters of rare words", " ".join(collection.words()[-1_500:])[:LONGEST]
    yield "10,000 characters without a space", "k" * LONGEST
    yield "10,000 characters of numbers", " ".join(str(number) for number in range(2_500))[:LONGEST]
    yield "10,000 quotes", '"' * LONGEST
    yield "10,000 stars", "ka* " * (LONGEST // 4)
    yield "10,000 minus signs", "-" * LONGEST
    yield "quotes that do not close", f'"{common[0]} "{common[1]} -"{common[2]}'
    yield "10,000 Han characters", "循环经济废物管理" * (LONGEST // 8)
    yield "10,000 Arabic letters", "النفايات " * (LONGEST // 9)
    yield "signs alone", "!?§$%&/()=*+~#'<>|" * 500
    yield "letters with many accents", ("k" + "\u0301" * 99) * 100
    yield "characters that are no text", "\x00\ud800\uffff\u202e" * 2_000
