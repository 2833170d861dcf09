import socket
from pathlib import Path

import pytest

from fenghuo.embedded import ports, postgres
from fenghuo.embedded.cluster import Cluster, Installation
from fenghuo.embedded.errors import PortTakenError, ServiceError


def test_the_port_is_chosen_once_and_remembered(tmp_path):
    port = postgres._choose_port(tmp_path, port=None, flag="--postgres-port")
    assert postgres._choose_port(tmp_path, port=None, flag="--postgres-port") == port


def test_a_remembered_port_that_is_taken_gives_way(tmp_path):
    with socket.create_server((ports.LOOPBACK, 0)) as listener:
        (tmp_path / "port").write_text(f"{listener.getsockname()[1]}\n")
        port = postgres._choose_port(tmp_path, port=None, flag="--postgres-port")
        assert port != listener.getsockname()[1]
    assert (tmp_path / "port").read_text() == f"{port}\n"


def test_a_port_that_was_asked_for_is_never_swapped(tmp_path):
    with (
        socket.create_server((ports.LOOPBACK, 0)) as listener,
        pytest.raises(PortTakenError, match="--postgres-port"),
    ):
        postgres._choose_port(tmp_path, port=listener.getsockname()[1], flag="--postgres-port")


def test_nonsense_in_the_port_file_is_forgotten(tmp_path):
    (tmp_path / "port").write_text("none")
    assert postgres._choose_port(tmp_path, port=None, flag="--postgres-port") > 0


def test_a_lost_password_is_named_with_the_way_out(tmp_path):
    installation = Installation(programs=Path("/bin"), account=None)
    with pytest.raises(
        ServiceError, match=rf"{tmp_path}/password is missing.*put it back, or choose another --data-dir"
    ):
        postgres._read_password(Cluster(installation=installation, data=tmp_path / "data", folder=tmp_path))


def test_the_password_is_readable_by_us_only(tmp_path):
    postgres._write_private(tmp_path / "password", "secret")
    assert (tmp_path / "password").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "password").read_text() == "secret\n"


def test_a_connection_string_names_user_password_port_and_database():
    assert postgres.dsn(port=5433, password="p", database="d") == "postgresql://fenghuo:p@127.0.0.1:5433/d"
