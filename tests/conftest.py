"""How hard properties are tried; and real services for the tests that ask for them: who does not ask starts none."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from fenghuo.embedded.postgres import start_postgres
from fenghuo.seal_keys import make_keys
from tests.services import HASTY, Broker, a_broker, fresh_database
from tests.timescale import a_timescale

# How long an example takes says more about the machine's other work than about the code, so no deadline is set.
# The quick profile tries the same examples in every run, so that a change is refused for what it did and not for luck;
# new ones are looked for with HYPOTHESIS_PROFILE=thorough.
settings.register_profile(
    "quick", max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=1000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def service_folder() -> Iterator[Path]:
    """A folder below the system's temporary one, which unprivileged accounts can reach."""
    folder = Path(tempfile.mkdtemp(prefix="fenghuo-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session", autouse=True)
def seal_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A key file for every process of Fenghuo that a test starts, this one included."""
    path = tmp_path_factory.mktemp("keys") / "seal-keys.json"
    make_keys(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FENGHUO_PERSONAL__KEY_FILE", str(path))
        yield path


@pytest.fixture(scope="session")
def postgres_dsn(service_folder: Path) -> Iterator[str]:
    """The connection string of a plain PostgreSQL; see `fresh_database` for a database of one's own."""
    server = start_postgres(service_folder / "postgres", settings=HASTY)
    yield server.dsn
    server.stop()


@pytest.fixture(scope="session")
def timescale_dsn() -> Iterator[str]:
    """The connection string of a real TimescaleDB; see `fresh_database` for a database of one's own."""
    with a_timescale() as dsn:
        yield dsn


@pytest.fixture
def postgres_database(postgres_dsn: str) -> Iterator[str]:
    """The connection string of an empty database of a plain PostgreSQL."""
    with fresh_database(postgres_dsn) as dsn:
        yield dsn


@pytest.fixture
def timescale_database(timescale_dsn: str) -> Iterator[str]:
    """The connection string of an empty database of a TimescaleDB; its extension is not created yet."""
    with fresh_database(timescale_dsn) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def broker(service_folder: Path) -> Iterator[Broker]:
    """An MQTT broker that all tests share: use client ids and stations of your own."""
    with a_broker(service_folder / "nats") as running:
        yield running
