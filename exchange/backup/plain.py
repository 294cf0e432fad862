"""Which settings may stand in a copy with their values, and of which it says only that they were set."""

from __future__ import annotations

from typing import Any

from config import SETTINGS, Settings

# Texts without a password or a key. One in no list is taken for a secret.
PLAIN = frozenset(
    {
        "EXCHANGE_ENV",
        "EXCHANGE_NAME",
        "HOST",
        "PUBLIC_URL",
        "MAIL_SENDER",
        "OPERATOR",
        "OPERATOR_EMAIL",
        "LOG_LEVEL",
        "SEARCH_ENGINE",
    }
)
# A copy is restored in another place.
LEFT_OUT = frozenset({"EXCHANGE_VAR"})


def settings_of(settings: Settings) -> dict[str, Any]:
    """Name and value of every setting that is no secret."""
    return {one.name: settings[one.name] for one in SETTINGS if one.kind != "text" or one.name in PLAIN}


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """The names of the secrets that have a value."""
    texts = [one.name for one in SETTINGS if one.kind == "text" and one.name not in PLAIN | LEFT_OUT]
    return tuple(name for name in texts if settings[name])
