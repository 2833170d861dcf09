"""Pictures over the API: what a device sent is shown, never run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from store.evidence.folder import PictureFolder, hash_of
from tests.unit.api.world import a_world

if TYPE_CHECKING:
    from pathlib import Path

JPEG = b"\xff\xd8\xff<script>alert(1)</script>"


@pytest.fixture
def folder(tmp_path: Path) -> PictureFolder:
    folder = PictureFolder(tmp_path, most_bytes=10_000, largest=1000, referenced=lambda _: ())
    folder.put(JPEG)
    return folder


def test_a_picture_is_given_as_a_file_that_nothing_in_it_can_run(folder: PictureFolder):
    with a_world(pictures=folder).client() as client:
        answer = client.get(f"/api/v1/evidence/{hash_of(JPEG)}")
    assert (answer.status_code, answer.content) == (200, JPEG)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer.headers["content-disposition"] == f'attachment; filename="{hash_of(JPEG)[:16]}.jpg"'
    assert answer.headers["cache-control"].startswith("private")


def test_a_picture_needs_a_login(folder: PictureFolder):
    with a_world(pictures=folder).client() as client:
        answer = client.get(f"/api/v1/evidence/{hash_of(JPEG)}", headers={"authorization": ""})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("name", "status"),
    [("0" * 64, 404), ("A" * 64, 422), ("..%2f..%2fetc%2fpasswd", 404), ("a" * 65, 422)],
)
def test_what_is_not_kept_is_not_found(folder: PictureFolder, name: str, status: int):
    with a_world(pictures=folder).client() as client:
        assert client.get(f"/api/v1/evidence/{name}").status_code == status


def test_without_a_folder_nothing_is_found():
    with a_world().client() as client:
        assert client.get(f"/api/v1/evidence/{hash_of(JPEG)}").status_code == 404
