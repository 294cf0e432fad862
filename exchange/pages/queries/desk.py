"""My work."""

from typing import Any


def desk(user: Any, page: int) -> dict[str, Any]:
    return {}
