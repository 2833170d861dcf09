from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from alerts.cap import to_cap
from fenghuo.cap_keys import load_signer
from fenghuo.clock import now
from sensing.errors import FenghuoError
from tests.builders import a_warning

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def signed(run, tmp_path: Path) -> Path:
    made = run("cap", "keygen", tmp_path / "keys", "--name", "office")
    assert len(made.stdout.strip()) == 64
    signer = load_signer(tmp_path / "keys/cap.key", tmp_path / "keys/cap.pem")
    sent = now().replace(microsecond=0)
    file = tmp_path / "warning.xml"
    file.write_bytes(
        signer.sign(to_cap(a_warning(sent=sent, effective=sent, expires=sent.replace(year=sent.year + 1))), at=sent)
    )
    return file


def test_a_good_message_is_told_with_its_signer(run, signed: Path):
    result = run("cap", "verify", signed, "--cert", signed.parent / "keys/cap.pem")
    assert "signed by" in result.stdout
    shown = json.loads(run("cap", "verify", signed, "--cert", signed.parent / "keys/cap.pem", "--json").stdout)
    assert shown["status"] == "Actual"
    assert "signed by" in run("cap", "verify", signed, "--pin", shown["signed_by"]).stdout


def refused(run, *more) -> str:
    result = run("cap", "verify", *more)
    assert result.exit_code != 0
    return str(result.exception)


def test_a_message_is_never_believed_for_what_it_carries(run, signed: Path, tmp_path: Path):
    assert "no certificate to believe" in refused(run, signed)
    run("cap", "keygen", tmp_path / "other", "--name", "stranger")
    refused(run, signed, "--cert", tmp_path / "other/cap.pem")
    assert "no pinned certificate" in refused(run, signed, "--pin", "00" * 32)


def test_a_changed_message_is_refused(run, signed: Path):
    signed.write_bytes(signed.read_bytes().replace(b"Actual", b"Test"))
    refused(run, signed, "--cert", signed.parent / "keys/cap.pem")
    signed.write_bytes(b"<alert/>")
    assert "no valid CAP" in refused(run, signed, "--cert", signed.parent / "keys/cap.pem")


def test_a_key_is_not_replaced(run, signed: Path):
    result = run("cap", "keygen", signed.parent / "keys")
    assert isinstance(result.exception, FenghuoError)
    assert "is there already" in str(result.exception)
