"""The database's disk is full: what arrives is held, said in words, and written once there is room."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.outage import a_plant
from tests.running import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.outage import Plant

#: Bytes of the disk that is filled; the server itself takes about half.
DISK = "160m"
FLOOD = 2_000
#: What the server answers when it cannot extend a file, without a disk that is full.
REFUSING = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER full_disk BEFORE INSERT ON latest FOR EACH STATEMENT EXECUTE FUNCTION refuse();
"""


@contextmanager
def a_small_disk(folder: Path) -> Iterator[bool]:
    """Mount a file system of its own at a folder where we may; tell whether that worked."""
    folder.mkdir(parents=True)
    mounted = os.geteuid() == 0 and not subprocess.call(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "tmpfs", str(folder)], stderr=subprocess.DEVNULL
    )
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.call(["umount", "-l", str(folder)])


def fill(plant: Plant, folder: Path) -> Callable[[], None]:
    """Fill the disk; return what makes room again."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 65_536)
        except OSError:
            pass

    def make_room() -> None:
        filler.unlink()
        # A server that could not write its log may have ended, as a real one would: somebody starts it again.
        if not plant.database.is_running():
            plant.stop_database()
            plant.start_database()

    return make_room


def refuse(plant: Plant) -> Callable[[], None]:
    """Have the server answer as if the disk were full; return what ends that."""
    with psycopg.connect(plant.database.dsn, autocommit=True) as connection:
        connection.execute(REFUSING)

    def make_room() -> None:
        with psycopg.connect(plant.database.dsn, autocommit=True) as connection:
            connection.execute("DROP FUNCTION refuse() CASCADE")

    return make_room


@pytest.mark.parametrize("is_real", [False, True], ids=["answered so", "really full"])
def test_with_a_full_disk_rules_go_on_it_is_said_and_everything_is_written_once_there_is_room(
    service_folder: Path, *, is_real: bool
):
    folder = service_folder / f"disk-{is_real}"
    disk = folder.with_name(f"{folder.name}-disk")
    with a_small_disk(disk) as is_mounted, a_plant(folder, database=disk if is_mounted else None) as plant:
        start = int(time.time() * 1000) - 1_000_000
        plant.publish(0, 5.0, at_ms=start)
        eventually(lambda: plant.stored == 1, what="a calm reading was stored")
        # Where no file system can be mounted, the server's own words must do.
        make_room = fill(plant, disk) if is_real and is_mounted else refuse(plant)
        try:
            for number in range(FLOOD):
                plant.publish(1 + number % 9, 5.0, at_ms=start + number)
            plant.publish(0, 9.5, at_ms=start + 500_000)
            plant.publish(0, 10.5, at_ms=start + 900_000)
            items = eventually(plant.provisional, what="screens were told provisionally")
            assert items[0]["station"] == "OUT-0"
            eventually(lambda: plant.trouble("pipeline"), what="it is said")
            # A server that cannot even write its log ends, and is away.
            assert "disk is full" in plant.trouble("pipeline") or (is_real and "away" in plant.trouble("pipeline"))
            assert "(since 20" in plant.trouble("pipeline")
            assert plant.metric("fenghuo_rejects_total") == 0
        finally:
            make_room()
        eventually(lambda: plant.stored >= FLOOD + 3, what="every reading was stored")
        assert plant.stored == FLOOD + 3
        assert plant.query("SELECT count(*) FROM quarantine") == [(0,)]
        eventually(lambda: plant.readyz()[0] == 200, what="everything works again")
        assert dict(plant.raises()) == {("OUT-0", "raised"): 1}
