"""Several brokers feed one pipeline, one of them over TLS with certificates on both sides."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from fenghuo.database import open_store
from fenghuo.embedded import ports, process
from fenghuo.embedded.nats import find_server
from fenghuo.embedded.ports import free_port
from fenghuo.runtime import Site, start
from fenghuo.settings import load
from tests.builders import BY_TEST
from tests.outage import an_outage_station
from tests.running import Device, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.postgres import PostgresStore
    from tests.services import Broker


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run([shutil.which("openssl") or "openssl", *arguments], cwd=folder, check=True, capture_output=True)


def certificates(folder: Path) -> None:
    """Make an authority, a broker's certificate for 127.0.0.1 and one of a client."""
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    openssl(folder, "req", "-x509", *key, "-subj", "/CN=test authority", "-keyout", "ca.key", "-out", "ca.pem")
    for name in ("broker", "client"):
        (folder / f"{name}.ext").write_text("subjectAltName=IP:127.0.0.1\n", "ascii")
        openssl(
            folder, "req", *key[:5], "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr",
        )  # fmt: skip
        openssl(
            folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.pem",
        )  # fmt: skip


@pytest.fixture
def sealed(service_folder: Path) -> Iterator[tuple[int, int, Path]]:
    """A broker that speaks TLS on one port, wants a certificate, and plain MQTT to the device on another."""
    folder = service_folder / f"sealed-{free_port()}"
    folder.mkdir()
    certificates(folder)
    port = free_port()
    settings = {
        "server_name": "sealed",
        "host": ports.LOOPBACK,
        "port": -1,
        "jetstream": {"store_dir": str(folder)},
        "mqtt": {
            "host": ports.LOOPBACK,
            "port": port,
            "max_ack_pending": 13107,
            "tls": {
                "cert_file": str(folder / "broker.pem"),
                "key_file": str(folder / "broker.key"),
                "ca_file": str(folder / "ca.pem"),
                "verify": True,
            },
        },
    }
    (folder / "nats.conf").write_text(json.dumps(settings), "utf-8")
    command = process.Command(
        name="nats-server",
        arguments=(str(find_server()), "--config", str(folder / "nats.conf")),
        folder=folder,
        mark=f"--config {folder / 'nats.conf'} ",
    )
    child = process.spawn(command)
    process.wait_for(lambda: ports.accepts(port, host=ports.LOOPBACK), child=child, timeout_s=30)
    yield port, port, folder
    child.stop()


@pytest.fixture
def store(postgres_database: str) -> Iterator[PostgresStore]:
    made = open_store(load({"database": {"url": postgres_database}}))
    made.put_stations([an_outage_station(i) for i in range(3)], **BY_TEST)
    yield made
    made.close()


def test_readings_of_two_brokers_are_stored_and_each_is_ready_by_itself(store, broker: Broker, sealed):
    port, _, folder = sealed
    second = {
        "name": "county",
        "host": "127.0.0.1",
        "port": port,
        "user": "",
        "client_id": "county-ingest",
        "tls": True,
        "ca_file": str(folder / "ca.pem"),
        "cert_file": str(folder / "client.pem"),
        "key_file": str(folder / "client.key"),
    }
    stranger = {**second, "name": "stranger", "client_id": "stranger", "ca_file": "", "cert_file": "", "key_file": ""}
    mqtt = {"host": broker.host, "port": broker.port, "user": broker.ingest.name, "password": broker.ingest.password}
    settings = load(
        {
            "mqtt": {**mqtt, "client_id": f"brokers-{free_port()}"},
            "brokers": [second, stranger],
            "roles": ("ingest",),
            "issuer": {"status": "Test"},
        }
    )
    runtime = start(settings, site=Site(map_layers=dict), store=store)
    with runtime.stack:
        eventually(lambda: runtime.readiness()["broker"] is True, what="the first broker")
        eventually(lambda: runtime.readiness()["broker:county"] is True, what="the second broker")
        eventually(
            lambda: "certificate verify failed" in str(runtime.readiness()["broker:stranger"]), what="the refusal"
        )
        device = Device(
            broker.host, broker.port, user=broker.device.name, password=broker.device.password, name="brokers-dev"
        )
        device.publish("fh/v1/411528000000/OUT-0/obs", {"v": {"water_level": 1.0}})
        eventually(lambda: store.count_observations() == 1, what="the reading of the first broker")
        publish_sealed(folder, port, count=3000)
        eventually(lambda: store.count_observations() == 3001, what="the readings of the second broker")
        device.stop()


def publish_sealed(folder: Path, port: int, *, count: int) -> None:
    import paho.mqtt.client as paho

    client = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id="sealed-device")
    client.tls_set(
        ca_certs=str(folder / "ca.pem"), certfile=str(folder / "client.pem"), keyfile=str(folder / "client.key")
    )
    client.max_inflight_messages_set(500)
    client.connect("127.0.0.1", port)
    client.loop_start()
    start = int(time.time() * 1000) - count
    for number in range(count):
        payload = json.dumps({"t": start + number, "v": {"water_level": 1.0}, "fill": "x" * 300})
        told = client.publish("fh/v1/411528000000/OUT-1/obs", payload, qos=1)
    told.wait_for_publish(30)
    client.disconnect()
    client.loop_stop()
