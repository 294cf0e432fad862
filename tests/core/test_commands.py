"""The operator's commands that belong to no feature."""

from __future__ import annotations

from flask import Flask

from config import SETTINGS


def test_the_settings_are_printed_as_their_page(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["settings"]).output
    assert printed.startswith("# Settings")
    assert all(f"| `{setting.name}` |" in printed for setting in SETTINGS)
