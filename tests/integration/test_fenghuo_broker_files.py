"""A device can publish for its own stations and no others, at the embedded broker and at Mosquitto."""

import shutil
import subprocess
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from paho.mqtt import client as mqtt

from api.devices import issue, revoke
from fenghuo.broker_files import device_users, intake_user, mosquitto_acl, mosquitto_passwords, nats_authorization
from fenghuo.embedded import ports
from fenghuo.embedded.nats import BrokerUser, find_server, start_nats
from sensing.station import Station, StationId, StationKind
from store.memory import MemoryStore
from tests.builders import BY_TEST

NOW = datetime(2026, 7, 19, tzinfo=UTC)
PATIENCE_S = 10
WATCHER = BrokerUser(name="ingest", password="ingest-secret", subscribe=("fh/v1/#",))
XIXIAN, HUAIBIN = "411528000000", "411527000000"
#: Where the wheel or the system keeps it; Debian puts it outside of a user's PATH.
MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


def a_station(key: str, division: str = XIXIAN) -> Station:
    return Station(id=StationId(key), name=key, kind=StationKind.RIVER_GAUGE, division=division, lon=114.7, lat=32.3)


@pytest.fixture
def world():
    """Two stations with a login each, A and B."""
    store = MemoryStore()
    store.put_stations([a_station("A"), a_station("B.1", HUAIBIN)], **BY_TEST)
    passwords = {}
    for login, station in (("a", "A"), ("b", "B.1")):
        _, passwords[login] = issue(store, stations=[StationId(station)], login=login, label="", actor="test", at=NOW)
    return SimpleNamespace(
        store=store,
        passwords=passwords,
        stations=lambda: {str(station.id): station for station in store.stations()},
        users=lambda: device_users(store.devices(), stations={str(s.id): s for s in store.stations()}),
    )


class Client:
    """An MQTT client that tells what the broker made of it."""

    def __init__(self, broker, login, password):
        self.got = []
        self.is_connected = None
        self.drops = 0
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=f"c-{login}")
        self.client.reconnect_delay_set(60, 60)
        self.client.username_pw_set(login, password)
        self.client.on_connect = self._connected
        self.client.on_disconnect = self._dropped
        self.client.on_message = lambda *event: self.got.append((event[2].topic, event[2].payload))
        self.client.connect(broker.mqtt_host, broker.mqtt_port)
        self.client.loop_start()
        wait_until(lambda: self.is_connected is not None)

    def _connected(self, *event):
        self.is_connected = not event[3].is_failure

    def _dropped(self, *_):
        self.drops += 1

    def publish(self, topic, payload):
        self.client.publish(topic, payload, qos=1)

    def close(self):
        self.client.disconnect()
        self.client.loop_stop()


def wait_until(is_true):
    deadline = time.monotonic() + PATIENCE_S
    while not is_true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@pytest.fixture
def connect():
    clients = []

    def join(broker, login, password):
        clients.append(Client(broker, login, password))
        return clients[-1]

    yield join
    for client in clients:
        client.close()


def watched(broker, connect):
    watcher = connect(broker, WATCHER.name, WATCHER.password)
    watcher.client.subscribe("fh/v1/#", qos=1)
    time.sleep(0.3)
    return watcher


def topics(watcher):
    return {topic for topic, _ in watcher.got}


FOREIGN = [
    f"fh/v1/{HUAIBIN}/B.1/obs",
    f"fh/v1/{HUAIBIN}/A/obs",
    f"fh/v1/{XIXIAN}/A/cmd",
    f"fh/v1/{XIXIAN}/A/raw/hj212/x",
    f"fh/v1/{XIXIAN}/A",
    f"fh-drill/v1/{XIXIAN}/A/obs",
]


def check_that_a_publishes_as_a_only(broker, connect, world):
    """Publish what is not allowed first: what is allowed afterwards shows that the others were seen to."""
    watcher = watched(broker, connect)
    for number, topic in enumerate(FOREIGN):
        thief = connect(broker, "a", world.passwords["a"])
        thief.publish(topic, f"{number}")
        # Some brokers close the connection, some drop the message and acknowledge it.
        time.sleep(0.1)
        thief.close()
    honest = connect(broker, "a", world.passwords["a"])
    own = {f"fh/v1/{XIXIAN}/A/{kind}" for kind in ("obs", "event", "status", "raw/hj212")}
    for topic in own:
        honest.publish(topic, "1")
    wait_until(lambda: topics(watcher) >= own)
    assert topics(watcher) == own


@contextmanager
def a_broker(folder, world):
    running = start_nats(folder, users=[WATCHER])
    try:
        running.reload([WATCHER, *world.users()])
        yield running
    finally:
        running.stop()


def test_device_a_cannot_publish_as_device_b(tmp_path, connect, world):
    with a_broker(tmp_path, world) as broker:
        check_that_a_publishes_as_a_only(broker, connect, world)


def test_a_password_of_another_device_is_refused(tmp_path, connect, world):
    with a_broker(tmp_path, world) as broker:
        assert connect(broker, "a", world.passwords["b"]).is_connected is False
        assert connect(broker, "nobody", world.passwords["a"]).is_connected is False


def test_a_revoked_device_is_cut_off_and_the_others_go_on(tmp_path, connect, world):
    with a_broker(tmp_path, world) as broker:
        watcher = watched(broker, connect)
        a, b = (connect(broker, login, world.passwords[login]) for login in "ab")
        revoke(world.store, "a", actor="test", at=NOW)
        broker.reload([WATCHER, *world.users()])
        wait_until(lambda: a.drops)
        assert connect(broker, "a", world.passwords["a"]).is_connected is False
        b.publish(f"fh/v1/{HUAIBIN}/B.1/obs", "41.3")
        wait_until(lambda: topics(watcher) == {f"fh/v1/{HUAIBIN}/B.1/obs"})
        assert (b.drops, watcher.drops) == (0, 0)


def test_a_new_device_gets_in_without_a_restart(tmp_path, connect, world):
    with a_broker(tmp_path, world) as broker:
        watcher = watched(broker, connect)
        old = connect(broker, "b", world.passwords["b"])
        _, password = issue(world.store, stations=[StationId("A")], login="", label="", actor="test", at=NOW)
        broker.reload([WATCHER, *world.users()])
        connect(broker, "A", password).publish(f"fh/v1/{XIXIAN}/A/obs", "1")
        wait_until(lambda: topics(watcher) == {f"fh/v1/{XIXIAN}/A/obs"})
        assert (old.drops, watcher.drops) == (0, 0)


def test_a_station_that_moves_to_another_division_takes_its_device_along(tmp_path, connect, world):
    with a_broker(tmp_path, world) as broker:
        watcher = watched(broker, connect)
        world.store.put_stations([a_station("A", HUAIBIN)], **BY_TEST)
        broker.reload([WATCHER, *world.users()])
        device = connect(broker, "a", world.passwords["a"])
        device.publish(f"fh/v1/{HUAIBIN}/A/obs", "1")
        wait_until(lambda: topics(watcher) == {f"fh/v1/{HUAIBIN}/A/obs"})


def test_a_nats_server_of_ones_own_takes_the_exported_users(tmp_path, world):
    block = tmp_path / "devices.conf"
    block.write_text(nats_authorization(world.store.devices(), stations=world.stations()), "utf-8")
    (tmp_path / "nats.conf").write_text(f"include {block.name}\n", "utf-8")
    done = subprocess.run([find_server(), "-t", "-c", tmp_path / "nats.conf"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@contextmanager
def a_mosquitto(folder, world):
    port = ports.free_port()
    kept = {"stations": world.stations(), "intake": intake_user(WATCHER.name, WATCHER.password)}
    (folder / "passwords").write_text(mosquitto_passwords(world.store.devices(), **kept), "utf-8")
    (folder / "acl").write_text(mosquitto_acl(world.store.devices(), **kept), "utf-8")
    for name in ("passwords", "acl"):
        (folder / name).chmod(0o644)
    folder.chmod(0o755)
    (folder / "mosquitto.conf").write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous false\npassword_file {folder}/passwords\n"
        f"acl_file {folder}/acl\nuser root\n",
        "utf-8",
    )
    child = subprocess.Popen([MOSQUITTO, "-c", folder / "mosquitto.conf"], stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: ports.accepts(port))
        yield SimpleNamespace(mqtt_host="127.0.0.1", mqtt_port=port)
    finally:
        child.terminate()
        child.wait(PATIENCE_S)


@pytest.mark.skipif(MOSQUITTO is None, reason="no mosquitto on this machine")
def test_mosquitto_lets_each_device_publish_for_its_own_stations_only(tmp_path, connect, world):
    revoke(world.store, "b", actor="test", at=NOW)
    with a_mosquitto(tmp_path, world) as broker:
        check_that_a_publishes_as_a_only(broker, connect, world)
        assert connect(broker, "a", "guess").is_connected is False
        assert connect(broker, "b", world.passwords["b"]).is_connected is False
