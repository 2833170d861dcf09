from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.cap import to_cap
from alerts.cap_document import Form
from alerts.errors import CapError
from alerts.signing import Pins, verify
from alerts.warning import Stage
from fenghuo.cap_keys import load_certificate, make_keys
from fenghuo.clock import now
from fenghuo.issuing import issuer_of
from fenghuo.sealing import Sealer, office_of, prefix_of_identifiers
from fenghuo.sections.messages import Cap
from fenghuo.settings import Settings
from sensing.level import Level
from tests.builders import NOW, a_warning
from tests.unit.alerts.duty import Duty

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def cap(tmp_path: Path) -> Cap:
    key_file, cert_file = tmp_path / "cap.key", tmp_path / "cap.pem"
    make_keys(key_file, cert_file, name="office", at=NOW - timedelta(days=1))
    return Cap(sign=True, key_file=str(key_file), cert_file=str(cert_file))


def test_without_the_setting_messages_leave_as_they_are_written():
    sealer = Sealer(Cap())
    warning = a_warning(sent=NOW)
    assert sealer.seal(warning) == to_cap(warning)
    assert sealer.trouble() == ""


def test_with_it_they_are_signed_and_name_page_and_telephone(cap: Cap):
    sealer = Sealer(cap.model_copy(update={"public_url": "https://warn.example"}), contact="0376-110")
    warning = a_warning(sent=NOW)
    xml = sealer.seal(warning)
    assert verify(xml, pins=Pins(certificates=(load_certificate(_path(cap.cert_file)),)), at=NOW)
    assert f"<web>https://warn.example/feeds/cap/{warning.identifier}.xml</web>".encode() in xml
    assert b"<contact>0376-110</contact>" in xml


def _path(text: str):
    from pathlib import Path

    return Path(text)


@pytest.mark.parametrize("gone", ["key_file", "cert_file"])
def test_without_the_key_nothing_is_sealed_and_everybody_is_told(cap: Cap, gone: str):
    sealer = Sealer(cap)
    assert sealer.seal(a_warning(sent=NOW))
    _path(getattr(cap, gone)).unlink()
    with pytest.raises(CapError, match="not signed"):
        sealer.seal(a_warning(sent=NOW))
    assert "not signed" in sealer.trouble()
    # Everybody may read ``/readyz``.
    assert str(_path(cap.key_file).parent) not in sealer.trouble()
    with pytest.raises(CapError, match="set FENGHUO_CAP__KEY_FILE"):
        Sealer(Cap(sign=True)).seal(a_warning(sent=NOW))


def test_a_key_that_is_replaced_is_taken_up(cap: Cap, tmp_path: Path):
    sealer = Sealer(cap)
    sealer.seal(a_warning(sent=NOW))
    for name in (cap.key_file, cap.cert_file):
        _path(name).unlink()
    make_keys(_path(cap.key_file), _path(cap.cert_file), name="office", at=NOW - timedelta(days=1))
    for name in (cap.key_file, cap.cert_file):
        os.utime(name, (1, 1))
    xml = sealer.seal(a_warning(sent=NOW))
    assert verify(xml, pins=Pins(certificates=(load_certificate(_path(cap.cert_file)),)), at=NOW)


def test_a_certificate_that_has_run_out_is_a_trouble(tmp_path: Path):
    files = tmp_path / "old.key", tmp_path / "old.pem"
    make_keys(*files, name="office", at=now() - timedelta(days=10), days=1)
    sealer = Sealer(Cap(sign=True, key_file=str(files[0]), cert_file=str(files[1])))
    assert "counts from" in sealer.trouble()


def test_where_the_key_is_missing_a_warning_is_not_issued_and_its_draft_says_why(cap: Cap):
    duty = Duty()
    duty.issuer = issuer_of(Settings(cap=cap.model_copy(update={"key_file": "/nowhere/cap.key"})))
    duty.goes(Level.BLUE)
    (draft,) = duty.store.warnings()
    assert draft.stage is Stage.DRAFT
    assert "not signed" in draft.steps[-1].note or "not signed" in str(duty.store.journal()[-1].entry.data)
    assert duty.store.deliveries() == []
    assert duty.store.cap_document(draft.id, Form.CAP) is None


def test_names_and_offices_come_from_the_settings():
    assert prefix_of_identifiers(Settings()) == ""
    assert prefix_of_identifiers(Settings(cap=Cap(identifier="wmo", wmo_office=7))) == "2.49.0.1.156.7"
    assert office_of(Settings()) is None
    office = office_of(Settings(cap=Cap(cn_issuer="41150041600000", cn_methods="SMS, LED")))
    assert (office.code, office.methods) == ("41150041600000", ("SMS", "LED"))
