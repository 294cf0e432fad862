"""The gates cover what they say: a name that fits nothing is a gate that holds nothing."""

from __future__ import annotations

import json
from fnmatch import fnmatch
from pathlib import Path

import pytest

from config import ROOT
from scripts import coverage_gate
from tests.house_rules.test_source import contracts

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in (ROOT / "exchange").rglob("*.py")
}


def covered(name: str) -> dict[str, object]:
    return {name: {"missing_lines": [], "missing_branches": []}}


def test_every_module_that_a_contract_names_exists() -> None:
    for contract in contracts():
        named = [*contract.get("source_modules", []), *contract.get("forbidden_modules", [])]  # type: ignore[misc]  # TOML has no types
        ours = [str(one) for one in named if str(one).startswith("exchange.")]
        unmatched = [one for one in ours if not any(fnmatch(module, one) for module in MODULES)]
        assert not unmatched, f"“{contract['name']}” names no module with {unmatched}"


def test_the_coverage_gate_covers_every_file_of_rules_and_services() -> None:
    files = {str(path.relative_to(ROOT)) for path in (ROOT / "exchange").rglob("*.py")}
    unmatched = [pattern for pattern in coverage_gate.WHOLE if not any(Path(name).match(pattern) for name in files)]
    assert not unmatched, f"no file is called {unmatched}"


def test_the_coverage_gate_fails_on_a_pattern_that_fits_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "coverage.json"
    report.write_text(json.dumps({"files": covered("exchange/saved/rules.py")}))
    monkeypatch.setattr(coverage_gate, "WHOLE", ("exchange/*/rules.py",))
    assert coverage_gate.main(str(report)) == 0
    monkeypatch.setattr(coverage_gate, "WHOLE", ("exchange/*/rules.py", "exchange/*/no_such_name.py"))
    assert coverage_gate.main(str(report)) == 1


def test_the_coverage_gate_fails_on_a_branch_that_no_test_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "coverage.json"
    report.write_text(json.dumps({"files": {"exchange/saved/rules.py": {"missing_lines": [], "missing_branches": [[3, 5]]}}}))
    monkeypatch.setattr(coverage_gate, "WHOLE", ("exchange/*/rules.py",))
    assert coverage_gate.main(str(report)) == 1
