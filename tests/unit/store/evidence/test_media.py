from __future__ import annotations

import pytest

from store.evidence.media import media_type


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", ""),
        (b"<html>", ""),
        (b"GIF89a", ""),
        (b"%PDF-1.7", ""),
        (b"", ""),
    ],
)
def test_only_pictures_without_scripts_are_pictures(data: bytes, kind: str):
    assert media_type(data) == kind
