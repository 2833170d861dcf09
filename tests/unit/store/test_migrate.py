import re

import pytest

from store.errors import MigrationError
from store.migrate import Migration, migrations, pending

ONE, TWO, THREE = (Migration(name=f"000{n}_step", text=f"SELECT {n}") for n in (1, 2, 3))


def applied(*steps: Migration) -> dict[str, str]:
    return {step.name: step.checksum for step in steps}


def test_the_steps_are_numbered_without_gaps():
    names = [migration.name for migration in migrations()]
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+", name) for name in names)


def test_only_what_is_missing_is_pending():
    assert pending([ONE, TWO], applied={}) == [ONE, TWO]
    assert pending([ONE, TWO], applied=applied(ONE)) == [TWO]
    assert pending([ONE, TWO], applied=applied(ONE, TWO)) == []


def test_a_step_edited_after_it_ran_is_refused():
    edited = Migration(name=ONE.name, text="SELECT 11")
    with pytest.raises(MigrationError, match=r"migrations/0001_step\.sql was edited after it ran"):
        pending([edited, TWO], applied=applied(ONE))


def test_a_database_of_a_newer_version_is_refused():
    with pytest.raises(MigrationError, match="0003_step is unknown here: the database belongs to a newer version"):
        pending([ONE, TWO], applied=applied(ONE, TWO, THREE))


def test_a_step_slipped_in_before_one_that_ran_is_refused():
    with pytest.raises(MigrationError, match="0002_step comes before 0003_step, which has run already"):
        pending([ONE, TWO, THREE], applied=applied(ONE, THREE))
