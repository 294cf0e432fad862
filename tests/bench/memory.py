"""What a worker holds of the index: its memory over that of the bare application, after 200 searches."""

from __future__ import annotations

import tempfile
from pathlib import Path

from config import from_environment
from exchange import create_app
from tests.bench import questions
from tests.bench.engines import PRODUCT, opened
from tests.bench.spent import memory

SEARCHES = 200


def held(folder: Path) -> dict[str, float]:
    """Megabytes over the bare application, resident and private. Run it in a fresh process."""
    with tempfile.TemporaryDirectory(prefix="bench-memory-") as var:
        app = create_app(from_environment({"EXCHANGE_VAR": var, "LOG_LEVEL": "ERROR"}))
        with app.test_request_context("/en/"):
            app.preprocess_request()
        before = memory()
        engine = opened(PRODUCT, folder)
        for question in questions.warm(SEARCHES):
            engine.search(question)
        after = memory()
        engine.close()
    return {name: after[name] - before[name] for name in before}
