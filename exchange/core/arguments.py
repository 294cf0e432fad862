"""The values that an address gives to one name, of which there may be any number."""

from __future__ import annotations

from itertools import islice

from werkzeug.datastructures import MultiDict

from exchange.core.text import one_line

LONGEST_VALUE = 200


def values_of(arguments: MultiDict[str, str], name: str, most: int) -> tuple[list[str], bool]:
    """The first `most` different values of `name` as clean text, in the order given and without empty ones; and True when these are all.

    Only the first LONGEST_VALUE characters of a value count.
    """
    given = dict.fromkeys(value[:LONGEST_VALUE] for value in arguments.getlist(name) if value.strip())
    values = dict.fromkeys(value for one in islice(given, most + 1) if (value := one_line(one)))
    return list(islice(values, most)), len(given) <= most
