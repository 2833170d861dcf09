import socket

import pytest

from fenghuo.embedded import ports
from fenghuo.embedded.errors import PortTakenError, ServiceError


@pytest.fixture
def taken():
    with socket.create_server((ports.LOOPBACK, 0)) as listener:
        yield listener.getsockname()[1]


def test_a_port_with_a_listener_is_taken(taken):
    assert not ports.is_free(taken)


def test_asking_for_a_taken_port_names_it_and_the_flag(taken):
    with pytest.raises(PortTakenError, match=rf"port {taken} on 127.0.0.1 .* choose another with --mqtt-port"):
        ports.require_free(taken, flag="--mqtt-port")


def test_a_listener_on_one_address_takes_the_port_from_all(taken):
    assert not ports.is_free(taken, host="0.0.0.0")


def test_a_free_port_is_returned_as_it_is():
    port = ports.free_port()
    assert ports.require_free(port, flag="--port") == port


def test_the_preferred_port_is_kept_while_it_is_free(taken):
    port = ports.free_port()
    assert ports.free_port(preferred=port) == port
    assert ports.free_port(preferred=taken) != taken


def test_an_address_of_another_machine_is_refused():
    # 192.0.2.0/24 is reserved for documentation, RFC 5737.
    with pytest.raises(ServiceError, match=r"cannot listen on 192\.0\.2\.1 port 1883"):
        ports.is_free(1883, host="192.0.2.1")


def test_a_listener_on_every_address_is_reached_on_loopback(taken):
    assert ports.accepts(taken, host="0.0.0.0")
    assert not ports.accepts(ports.free_port())
