from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping
    from typing import Any


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """Keep what is logged; drawing tracebacks costs more than the tests."""
    with capture_logs() as logged:
        yield logged


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name the operation in the id of each fuzz test: schemathesis names it in the heading of a failure only."""
    for item in items:
        if label := getattr(item, "operation_label", None):
            item._id = item.id.with_params(label)
