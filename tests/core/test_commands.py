"""The operator's commands that belong to no feature."""

from __future__ import annotations

import errno

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from config import SETTINGS
from exchange.core.commands import OUT_OF_ORDER, Commands, OutOfOrder, report_faults


def test_the_settings_are_printed_as_their_page(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["settings"]).output
    assert printed.startswith("# Settings")
    assert all(f"| `{setting.name}` |" in printed for setting in SETTINGS)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            OperationalError("SELECT 1", {}, Exception("no such table: outbox\nmore")),
            "The database does not work: no such table: outbox.",
        ),
        (OSError(errno.ENOSPC, "No space left on device", "index"), "index cannot be written: No space left on device."),
    ],
)
def test_what_an_operator_can_mend_is_told_in_a_line(app: Flask, fault: Exception, words: str) -> None:
    group = Commands("group")

    @group.command("fail")
    def fail() -> None:
        raise fault

    done = app.test_cli_runner().invoke(group, ["fail"])
    assert done.exit_code == OUT_OF_ORDER
    assert words in done.stderr
    assert "more" not in done.stderr


def test_any_other_fault_keeps_its_own_words() -> None:
    with pytest.raises(FileNotFoundError), report_faults():
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", "missing")
    with pytest.raises(OutOfOrder), report_faults():
        raise OSError(errno.EROFS, "Read-only file system")
