from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fenghuo.edge.bundle import Bundle, BundleError, check_succession, gathered, read, written
from fenghuo.edge.seal import SealError, sealed
from tests.builders import NOW, after

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
BUNDLE = Bundle(
    node="pengxin-village",
    number=17,
    serial=3,
    made=NOW,
    expires=NOW + timedelta(days=30),
    files={"rules/stage.yaml": "kind: Rule\n", "stations.yml": "kind: Station\n"},
)


def test_a_bundle_is_read_back_as_it_was_written():
    assert read(written(BUNDLE, KEY), trusted=[KEY.public_key()], origin="b") == BUNDLE


def test_the_same_bundle_has_the_same_bytes_whatever_the_order_of_its_files():
    turned = replace(BUNDLE, files=dict(reversed(BUNDLE.files.items())))
    assert written(turned, KEY) == written(BUNDLE, KEY)


def test_a_changed_rule_is_refused():
    data = written(BUNDLE, KEY).replace(b"Rule", b"Lure")
    with pytest.raises(SealError, match="was changed"):
        read(data, trusted=[KEY.public_key()], origin="b")


def test_another_key_is_refused():
    with pytest.raises(SealError, match="signed with the key"):
        read(written(BUNDLE, Ed25519PrivateKey.generate()), trusted=[KEY.public_key()], origin="b")


def test_an_expired_bundle_can_be_read_and_says_that_it_is_old():
    assert (BUNDLE.trouble(NOW), BUNDLE.caveat(NOW)) == ("", {})
    late = after(days=30)
    assert "expired at 2026-08-18" in BUNDLE.trouble(late)
    assert BUNDLE.caveat(late)["zh"] == "（本站离线运行，预警规则包已于8月18日过期）"
    assert BUNDLE.caveat(late)["en"]


def test_an_older_serial_is_refused():
    with pytest.raises(BundleError, match="expected a serial above 3, got 2"):
        check_succession(replace(BUNDLE, serial=2), held=BUNDLE, node="pengxin-village")


def test_the_same_bundle_again_is_taken_and_another_one_of_its_serial_is_not():
    check_succession(BUNDLE, held=BUNDLE, node="pengxin-village")
    with pytest.raises(BundleError, match="two different bundles have the serial 3"):
        check_succession(replace(BUNDLE, files={}), held=BUNDLE, node="pengxin-village")


def test_a_bundle_for_another_node_is_refused():
    with pytest.raises(BundleError, match="expected a bundle for the node xi, got one for pengxin-village"):
        check_succession(BUNDLE, held=None, node="xi")


@pytest.mark.parametrize("name", ["../x.yaml", "/x.yaml", "a/../../x.yaml", ".x.yaml", "x.sh", "a//x.yaml", "x.yaml\n"])
def test_a_file_outside_the_folder_is_refused(name):
    with pytest.raises(BundleError, match="expected paths"):
        written(replace(BUNDLE, files={name: ""}), KEY)


@pytest.mark.parametrize(
    "change", [{"node": "A b"}, {"number": 65_536}, {"serial": 0}, {"expires": NOW}, {"node": "../x"}]
)
def test_what_no_node_can_take_is_refused(change):
    with pytest.raises(BundleError, match="expected"):
        written(replace(BUNDLE, **change), KEY)


@pytest.mark.parametrize("body", ["{}", "[]", '{"format":"fenghuo-bundle/9"}', "x", '{"format":"fenghuo-bundle/1"}\n3'])
def test_what_is_signed_and_no_bundle_is_refused(body):
    with pytest.raises(BundleError, match="b: expected"):
        read(sealed(body, KEY), trusted=[KEY.public_key()], origin="b")


def test_documents_are_gathered_by_their_path_below_the_folder(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text("kind: Rule\n")
    (tmp_path / "notes.txt").write_text("x")
    assert gathered(tmp_path) == {"rules/a.yaml": "kind: Rule\n"}
    with pytest.raises(BundleError, match="expected a folder"):
        gathered(tmp_path / "nowhere")
