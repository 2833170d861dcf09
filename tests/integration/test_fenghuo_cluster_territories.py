"""Two databases, each with the workers of its territory, on one readings stream: nothing goes to the wrong one."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from fenghuo.clock import now
from fenghuo.cluster.layout import Layout
from rules.document import parse_rules
from store.migrate import migrate
from store.postgres import PostgresStore
from tests.builders import BY_TEST
from tests.integration.cluster_field import COUNTIES, LAYOUT, RULE, Cluster, a_cluster, a_station
from tests.running import eventually
from tests.services import fresh_database

pytestmark = pytest.mark.timeout(240)

TERRITORIES = {"north": list(COUNTIES[:5]), "south": list(COUNTIES[5:])}
WHOLE = Layout(partitions=LAYOUT.partitions, territories=TERRITORIES)


@dataclass
class Database:
    """What one territory has."""

    dsn: str
    store: PostgresStore

    def stored(self) -> set[str]:
        with psycopg.connect(self.dsn) as connection:
            return {
                str(station)
                for (station,) in connection.execute(
                    "SELECT d.station FROM observation o JOIN datastream d ON d.number = o.datastream"
                )
            }

    def targets(self) -> set[str]:
        return {str(incident.target) for incident in self.store.incidents()}

    def held(self) -> list[int]:
        """The partitions; what counts for a whole city has the number after the last."""
        return [owner.partition for owner in self.store.owners() if owner.partition < WHOLE.count]


@pytest.fixture
def north(postgres_dsn: str) -> Iterator[Database]:
    yield from a_database(postgres_dsn, "north")


@pytest.fixture
def south(postgres_dsn: str) -> Iterator[Database]:
    yield from a_database(postgres_dsn, "south")


def a_database(server: str, territory: str) -> Iterator[Database]:
    with fresh_database(server) as dsn:
        migrate(dsn)
        store = PostgresStore(dsn)
        store.put_stations([a_station(county) for county in TERRITORIES[territory]], **BY_TEST)
        for rule in parse_rules(RULE, origin="cluster"):
            store.put_rule(rule, author="test", at=now())
        yield Database(dsn=dsn, store=store)
        store.close()


def start(cluster: Cluster, role: str, name: str, database: Database, *, territory: str = "") -> None:
    more = {"FENGHUO_DATABASE__URL": database.dsn, "FENGHUO_CLUSTER__TERRITORIES": json.dumps(TERRITORIES)}
    cluster.start(role, name, **more, **({"FENGHUO_CLUSTER__TERRITORY": territory} if territory else {}))


def stations_of(territory: str) -> set[str]:
    return {f"S-{county}" for county in TERRITORIES[territory]}


def test_each_database_has_the_readings_and_incidents_of_its_territory_and_one_that_is_away_stops_no_other(
    service_folder: Path, postgres_database: str, postgres_dsn: str, north: Database, south: Database
):
    folder = service_folder / f"territories-{secrets.token_hex(3)}"
    # The cluster's own database is nobody's here.
    with a_cluster(folder, postgres_database) as cluster:
        start(cluster, "gateway", "g1", north)
        start(cluster, "worker", "wn", north, territory="north")
        start(cluster, "worker", "ws", south, territory="south")
        for name, database in (("north", north), ("south", south)):
            wanted = [*WHOLE.partitions_in(name)]
            eventually(lambda d=database, w=wanted: d.held() == w, what=f"the partitions of {name} are held")
        for county in COUNTIES:
            cluster.publish(county, 15.0)
        for name, database in (("north", north), ("south", south)):
            eventually(lambda d=database, n=name: d.targets() == stations_of(n), what=f"{name} has its incidents")
            assert database.stored() == stations_of(name)

        away(postgres_dsn, south, is_away=True)
        for county in COUNTIES:
            cluster.publish(county, 25.0)
        eventually(lambda: levels(north) == {"red"}, what="the north goes on")
        away(postgres_dsn, south, is_away=False)
        eventually(lambda: levels(south) == {"red"}, what="the south has what waited for it")
        assert levels(north) == {"red"}


def levels(database: Database) -> set[str]:
    return {incident.level.key for incident in database.store.incidents()}


def away(server: str, database: Database, *, is_away: bool) -> None:
    """Let nobody into a database, as if its server were gone."""
    name = database.dsn.rpartition("/")[2]
    with psycopg.connect(server, autocommit=True) as connection:
        words = "ALTER DATABASE {} WITH ALLOW_CONNECTIONS " + ("false" if is_away else "true")
        connection.execute(sql.SQL(words).format(sql.Identifier(name)))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
