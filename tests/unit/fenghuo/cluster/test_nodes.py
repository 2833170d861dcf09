"""What nodes are told: who may come in by which protocol, and where the others are."""

from pathlib import Path

from fenghuo.cluster.nodes import Node, configuration
from fenghuo.embedded.nats import BrokerUser

NODES = [
    Node(name=f"n{number}", folder=Path("/data"), port=4000 + number, mqtt_port=1000 + number, route_port=6000 + number)
    for number in range(3)
]
DEVICE = BrokerUser(name="device", password="d", publish=("fh/v1/#",))


def test_a_node_alone_is_no_cluster():
    assert "cluster" not in configuration(NODES[0], nodes=NODES[:1], password="p", users=[DEVICE])


def test_each_node_knows_the_others_and_not_itself():
    for node in NODES:
        routes = configuration(node, nodes=NODES, password="p", users=[])["cluster"]["routes"]
        assert len(routes) == 2
        assert not any(str(node.route_port) in route for route in routes)


def test_what_devices_send_outlives_a_node_however_late_the_others_came():
    copies = [
        configuration(NODES[0], nodes=NODES[:n], password="p", users=[])["mqtt"]["stream_replicas"] for n in (1, 3)
    ]
    assert copies == [1, 3]


def test_devices_come_by_mqtt_only_and_reach_neither_the_stream_nor_the_board():
    settings = configuration(NODES[0], nodes=NODES, password="p", users=[DEVICE])
    users = {user["user"]: user for user in settings["authorization"]["users"]}
    assert users["device"]["allowed_connection_types"] == ["MQTT"]
    assert users["device"]["permissions"]["publish"] == {"allow": ["fh.v1", "fh.v1.>"]}
    assert users["fenghuo"]["allowed_connection_types"] == ["STANDARD"]
    assert "fh.v1.>" not in users["fenghuo"]["permissions"]["publish"]["allow"]
