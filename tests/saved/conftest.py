"""Working off what is owed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest

from exchange.core import clock
from exchange.saved import looking
from tests.accounts.mailbox import mails

Drain = Callable[[], int]
Work = Callable[..., list[EmailMessage]]


@pytest.fixture
def work(drain: Drain) -> Work:
    """Do all that is due now, and what the index made wait a moment; the mail of saved searches so far, oldest first."""

    def do(after: timedelta = timedelta(0)) -> list[EmailMessage]:
        with clock.later(after):
            drain()
            with clock.later(looking.UNTIL_INDEXED + timedelta(seconds=1)):
                drain()
        return mails()

    return do
