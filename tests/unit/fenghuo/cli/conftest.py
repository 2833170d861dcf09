from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
import structlog
from typer.testing import CliRunner, Result

from fenghuo.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def _bare(monkeypatch) -> Iterator[None]:
    """No settings from outside, and logs as they were."""
    for name in os.environ:
        if name.startswith("FENGHUO_"):
            monkeypatch.delenv(name)
    yield
    structlog.reset_defaults()


@pytest.fixture
def run() -> Callable[..., Result]:
    """Runs ``fenghuo`` with some words; an error that is not an exit comes as ``result.exception``."""
    return lambda *words, **options: CliRunner().invoke(app, [str(word) for word in words], **options)


@pytest.fixture
def stored(store, monkeypatch):
    """The store that every command opens."""
    monkeypatch.setattr("fenghuo.database.open_store", lambda _: store)
    return store
