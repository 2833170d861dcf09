"""The shape of the repository, kept true by tests."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = (
    *("sensing", "geo", "rules", "incidents", "alerts", "ingest"),
    *("store", "simulators", "reports", "api", "fenghuo"),
)
#: Modules that need a running process, broker, database or terminal: their tests stand in the folders named here.
ELSEWHERE = ("tests/integration", "tests/contract", "tests/acceptance", "tests/chaos", "tests/security", "tests/bench")


def modules() -> list[Path]:
    found = []
    for package in PACKAGES:
        found += [path for path in (ROOT / package).rglob("*.py") if path.name != "__init__.py"]
    return sorted(found)


def has_logic(path: Path) -> bool:
    """Return whether a module does anything: a function with a body, beyond records, protocols and constants."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body and not all(isinstance(line, ast.Pass) for line in body):
                return True
    return False


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_with_logic_has_its_test_module(path: Path):
    if not has_logic(path):
        return
    relative = path.relative_to(ROOT)
    name = "_".join(relative.with_suffix("").parts[1:])
    own = ROOT / "tests" / "unit" / relative.parent / f"test_{path.stem}.py"
    flat = ROOT / "tests" / "unit" / relative.parts[0] / f"test_{name}.py"
    # One contract suite serves every implementation of a protocol: its module is named after the shared part.
    elsewhere = [ROOT / "tests/contract" / f"test_{relative.parts[0]}_{path.stem}.py"]
    elsewhere += [ROOT / folder / f"test_{relative.parts[0]}_{name}.py" for folder in ELSEWHERE]
    assert any(candidate.exists() for candidate in (own, flat, *elsewhere)), (
        f"{relative} has no test module; expected {own.relative_to(ROOT)}"
    )


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for_and_stays_small(path: Path):
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), "a module docstring gives the idea and its limits"
    assert text.count("\n") <= 600, "at 600 lines a module is split"


def test_no_module_has_a_name_that_says_nothing():
    banned = {"utils", "common", "core", "helpers", "base", "manager", "models", "types", "misc"}
    assert not [path for path in modules() if path.stem in banned]


def test_no_file_names_a_path_of_one_machine_or_a_package_registry():
    host = ["pypi" + ".org", "registry.npm" + "js", "deb.deb" + "ian", "/wo" + "rk/"]
    suspects = [
        path
        for pattern in ("*.py", "*.md", "*.toml", "*.yml", "*.yaml", "*.sh", "*.ts", "*.tsx", "*.json", "*.lock")
        for path in ROOT.rglob(pattern)
        if not {".venv", "node_modules", "dist", ".git", ".fenghuo"} & set(path.relative_to(ROOT).parts)
    ]
    guilty = [str(path) for path in suspects if any(word in path.read_text("utf-8") for word in host)]
    assert not guilty
