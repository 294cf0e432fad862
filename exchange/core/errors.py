"""What can go wrong in a verb, said once; `exchange.core.answers` turns each into an HTTP answer."""

from __future__ import annotations

from collections.abc import Mapping


class DomainError(Exception):
    """Parent of the errors a person can be told about; `message` is a marked text or a plain sentence."""

    status = 400
    values: Mapping[str, object] = {}

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class NotFound(DomainError):
    """There is no such thing, or the reader may not know of it. Answered 404."""

    status = 404


class Forbidden(DomainError):
    """The thing is known to exist and the actor lacks the right. Answered 403."""

    status = 403


class Conflict(DomainError):
    """Somebody else came first: the state is not what the actor saw. Answered 409."""

    status = 409


class TooMany(DomainError):
    """A limit over time is reached; the message says when to try again. Answered 429."""

    status = 429


class Gone(DomainError):
    """The thing was taken back for good and leaves a tombstone. Answered 410, with `values` for its page."""

    status = 410

    def __init__(self, message: str = "", **values: object) -> None:
        super().__init__(message)
        self.values = values


class Invalid(DomainError):
    """Answers that break a rule. `problems` maps a field's name to the sentence that says how to mend it. Answered 422."""

    status = 422

    def __init__(self, problems: Mapping[str, str], message: str = "") -> None:
        super().__init__(message or "; ".join(str(text) for text in problems.values()))
        self.problems = dict(problems)


class Busy(Invalid):
    """Too much is asked at this moment; the same may be sent again in a few seconds. Answered 503, with what was typed."""

    status = 503

    def __init__(self, message: str) -> None:
        super().__init__({"": message}, message)
