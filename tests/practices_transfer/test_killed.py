"""An import killed with -9 at any moment, and done again, gives what an undisturbed one gives."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config import ROOT
from tests.practices_transfer import made

pytestmark = pytest.mark.server
COUNT = 500


def flask(var: Path, *args: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "run", *args]


def environment(var: Path) -> dict[str, str]:
    return {**os.environ, "EXCHANGE_VAR": str(var), "DATABASE_URL": "", "PUBLIC_URL": "http://exchange.test"}


def run(var: Path, *args: str) -> str:
    done = subprocess.run(flask(var, *args), cwd=ROOT, env=environment(var), capture_output=True, text=True, check=True)
    return done.stdout


def ready(var: Path) -> Path:
    run(var, "db", "upgrade")
    run(var, "vocabularies", "load")
    return var


def exported(var: Path) -> str:
    file = var / "export.jsonl"
    run(var, "practices", "export", str(file))
    return file.read_text("utf-8")


def test_killed_and_done_again_is_the_same_as_undisturbed(tmp_path: Path) -> None:
    records = [{**made.synthetic(number), "translations": {"pt": {"title": "T"}}} for number in range(COUNT)]
    file = made.write(tmp_path / "file.jsonl", records)
    calm, rough = ready(tmp_path / "calm"), ready(tmp_path / "rough")
    run(calm, "practices", "import", str(file), "--reviewed")
    for seconds in (1.5, 2.0, 3.0):
        process = subprocess.Popen(
            flask(rough, "practices", "import", str(file), "--reviewed"),
            cwd=ROOT,
            env=environment(rough),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
    run(rough, "practices", "import", str(file), "--reviewed")
    assert exported(rough) == exported(calm)
    assert json.loads(exported(rough).splitlines()[0])["source_id"] == "synthetic:000000"
    for var in (calm, rough):
        assert run(var, "search", "check") == "no difference\n"
    assert run(rough, "practices", "import", str(file), "--reviewed") == (f"created 0, updated 0, unchanged {COUNT}, refused 0\n")
