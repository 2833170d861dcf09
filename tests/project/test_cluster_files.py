"""The files that a cluster begins with are what their programs accept, and none of them carries a secret."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from fenghuo.embedded.nats import find_server
from fenghuo.runtime import ROLES
from fenghuo.settings import Settings
from tests.project.test_compose import compose_command
from tests.project.test_docs import setting_names

DEPLOY = Path(__file__).parents[2] / "deploy"
CLUSTER_ROLES = {role for role in ROLES if role != "ingest"}
DOCUMENTS = [
    document
    for name in ("roles.yaml", "service.yaml")
    for document in yaml.safe_load_all((DEPLOY / "kubernetes" / name).read_text("utf-8"))
]


def of_kind(kind: str) -> dict[str, dict]:
    return {document["metadata"]["name"]: document for document in DOCUMENTS if document["kind"] == kind}


def test_the_compose_file_is_valid_and_has_two_of_each_role():
    done = subprocess.run(
        [*compose_command(), "-f", "compose.yml", "config"], cwd=DEPLOY / "cluster", capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    services = yaml.safe_load(done.stdout)["services"]
    assert {name for name in services if services[name].get("deploy", {}).get("replicas") == 2} == CLUSTER_ROLES
    assert {"n1", "n2", "n3", "database", "replica"} < services.keys()


def test_the_nodes_configuration_is_accepted(tmp_path):
    text = (DEPLOY / "cluster/nats.conf").read_text("utf-8").replace("/data", str(tmp_path))
    (tmp_path / "nats.conf").write_text(text, "utf-8")
    environment = {"NODE": "n1", "INGEST_PASSWORD": "a", "DEVICE_PASSWORD": "b", "CLUSTER_PASSWORD": "c"}
    routes = '["nats://node:c@n2:6222", "nats://node:c@n3:6222"]'
    done = subprocess.run(
        [find_server(), "-t", "--config", tmp_path / "nats.conf"],
        env=environment | {"ROUTES": routes}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("script", sorted((DEPLOY / "cluster").glob("*.sh")), ids=lambda path: path.name)
def test_the_scripts_are_scripts(script):
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0


@pytest.mark.parametrize("role", sorted(CLUSTER_ROLES))
def test_every_role_has_probes_a_budget_and_no_privileges(role):
    pod = of_kind("Deployment")[role]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["command"] == ["fenghuo", "serve", "--role", role]
    assert {"startupProbe", "livenessProbe", "readinessProbe"} <= container.keys()
    assert pod["securityContext"]["runAsNonRoot"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
    }  # fmt: skip
    budget = of_kind("PodDisruptionBudget")[role]["spec"]
    assert budget["selector"]["matchLabels"] == {"role": role}
    assert budget["maxUnavailable"] < of_kind("Deployment")[role]["spec"]["replicas"]


def test_kustomize_puts_them_together():
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not installed")
    done = subprocess.run(["kubectl", "kustomize", DEPLOY / "kubernetes"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kinds = [document["kind"] for document in yaml.safe_load_all(done.stdout)]
    assert kinds.count("Deployment") == kinds.count("PodDisruptionBudget") == len(CLUSTER_ROLES)


def test_every_setting_that_is_named_there_is_one_and_is_taken():
    names = set(setting_names())
    for path in (*(DEPLOY / "cluster").iterdir(), *(DEPLOY / "systemd").iterdir(), *(DEPLOY / "kubernetes").iterdir()):
        found = set(re.findall(r"FENGHUO_[A-Z_0-9]+", path.read_text("utf-8")))
        assert found <= names, path
    assert Settings(cluster={"servers": "nats://n1:4222 nats://n2:4222", "replicas": "3"}).cluster.replicas == 3


def test_no_secret_stands_in_them():
    for path in DEPLOY.rglob("*.y*ml"):
        assert not re.findall(r"PASSWORD: *\S", path.read_text("utf-8")), path


def test_the_unit_runs_one_role_without_privileges():
    unit = (DEPLOY / "systemd/fenghuo@.service").read_text("utf-8")
    assert "serve --role %i" in unit
    for line in ("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n"):
        assert line in unit
