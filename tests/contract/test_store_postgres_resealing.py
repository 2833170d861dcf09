"""What leads to a person is not to be read in the database, and opens with its key only."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import psycopg
import pytest
from psycopg import sql

from alerts.outgoing import Inbound
from alerts.world import World
from incidents.people import Role, SecondFactor, User
from store.errors import SealError
from store.migrate import migrate
from store.postgres import PostgresStore
from store.sealing import PLAIN, Keys, Seals
from tests.contract.records import NOON, XIXIAN, a_contact, a_delivery, a_warning, an_incident

KEYS = Keys(current="k1", sealing={"k1": b"1" * 32}, index=b"i" * 32)
NEXT = Keys(current="k2", sealing={"k1": b"1" * 32, "k2": b"2" * 32}, index=b"i" * 32)
NUMBER = "+8613812345678"
SECRETS = (NUMBER, "李岚", "li@example.org", "JBSWY3DPEHPK3PXP", "我们都安全")


@pytest.fixture
def dsn(postgres_database):
    migrate(postgres_database)
    return postgres_database


def opened(dsn: str, seals: Seals) -> PostgresStore:
    return PostgresStore(dsn, pool_size=2, seals=seals)


def fill(store: PostgresStore) -> None:
    contact = replace(a_contact(), name="李岚", address=NUMBER)
    store.put_contacts([contact], actor="a", at=NOON)
    user = User(name="li", password_hash="x", role=Role.OFFICER, created=NOON, email="li@example.org", phone=NUMBER)
    store.put_user(user)
    with store.begin() as tx:
        tx.save_incidents([an_incident()])
        tx.save_warnings([a_warning()])
        tx.save_deliveries([a_delivery(address=NUMBER, recipient_name="李岚", body="我们都安全")])
        tx.put_inbound([Inbound(channel="sms", address=NUMBER, text="我们都安全", at=NOON)])
        tx.put_second_factor(
            SecondFactor(user="li", secret="JBSWY3DPEHPK3PXP", confirmed=None, last_step=0, recovery=())
        )


def check(store: PostgresStore) -> None:
    (contact,) = store.contacts()
    assert (contact.name, contact.address) == ("李岚", NUMBER)
    user = store.user("li")
    assert user is not None
    assert (user.email, user.phone) == ("li@example.org", NUMBER)
    (delivery,) = store.deliveries()
    assert (delivery.address, delivery.recipient_name, delivery.body) == (NUMBER, "李岚", "我们都安全")
    factor = store.second_factor("li")
    assert factor is not None
    assert factor.secret == "JBSWY3DPEHPK3PXP"
    with store.begin() as tx:
        assert [each.address for each in tx.contacts_for(XIXIAN, world=World.LIVE)] == [NUMBER]
        ((_, message),) = tx.claim_inbound(limit=10)
    assert (message.address, message.text) == (NUMBER, "我们都安全")


def everything_in(dsn: str) -> str:
    with psycopg.connect(dsn) as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        rows = [
            connection.execute(sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(name))).fetchall()
            for (name,) in tables
        ]
    return str(rows)


def test_nothing_that_leads_to_a_person_is_to_be_read(dsn):
    store = opened(dsn, Seals(KEYS))
    try:
        fill(store)
        check(store)
    finally:
        store.close()
    written = everything_in(dsn)
    assert [secret for secret in SECRETS if secret in written] == []


def test_a_database_is_sealed_with_its_first_key_and_anew_with_the_next(dsn):
    store = opened(dsn, PLAIN)
    fill(store)
    store.close()
    assert NUMBER in everything_in(dsn)
    for keys, sealed in ((KEYS, 5), (KEYS, 0)):
        store = opened(dsn, Seals(keys))
        assert store.require_keys() == sealed
        check(store)
        store.close()
    assert [secret for secret in SECRETS if secret in everything_in(dsn)] == []
    store = opened(dsn, Seals(NEXT))
    assert store.require_keys() == 0
    assert store.reseal(forgets_others=True) == 5
    store.close()
    assert "~1.k1." not in everything_in(dsn)
    store = opened(dsn, Seals(replace(NEXT, sealing={"k2": b"2" * 32})))
    assert store.require_keys() == 0
    check(store)
    store.close()


@pytest.mark.parametrize(
    "seals",
    [
        PLAIN,
        Seals(replace(KEYS, sealing={"k1": b"9" * 32})),
        Seals(Keys(current="k7", sealing={"k7": b"7" * 32}, index=b"i" * 32)),
    ],
    ids=["no key", "another key of that name", "another key"],
)
def test_without_its_key_a_database_is_refused(dsn, seals):
    store = opened(dsn, Seals(KEYS))
    store.require_keys()
    store.close()
    store = opened(dsn, seals)
    with pytest.raises(SealError, match="key"):
        store.require_keys()
    store.close()


def test_a_value_that_was_moved_does_not_open(dsn):
    store = opened(dsn, Seals(KEYS))
    fill(store)
    with psycopg.connect(dsn) as connection:
        connection.execute("UPDATE contact SET address = (SELECT phone FROM person)")
    with pytest.raises(SealError, match=r"contact\.address is not what was sealed there"):
        store.contacts()
    store.close()


def test_addresses_are_found_by_a_new_index_all_or_none(dsn):
    store = opened(dsn, Seals(KEYS))
    fill(store)
    store.close()
    other = replace(KEYS, index=b"j" * 32)
    with closing(PostgresStore(dsn, pool_size=1, seals=Seals(other))) as store, store.begin() as tx:
        assert tx.contacts_at(NUMBER, world=World.LIVE) == [], "an index of another key finds nothing"
    with closing(PostgresStore(dsn, pool_size=1, seals=Seals(other))) as store:
        with psycopg.connect(dsn), pytest.raises(SealError, match="expected nobody else at the database, got 1"):
            store.reindex()
        assert store.reindex() == 2
        assert store.reindex() == 2, "a change that was broken off is run again"
        with store.begin() as tx:
            assert [each.address for each in tx.contacts_at(NUMBER, world=World.LIVE)] == [NUMBER]
        check(store)
