from __future__ import annotations

import pytest
from starlette.requests import Request

from alerts.policy import ReleasePolicy
from api.problem import ApiError
from api.writing import built_in_json, document_text, written_json
from store.written import WrittenVersion
from tests.builders import NOW


def a_request(body: bytes) -> Request:
    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    return Request({"type": "http", "method": "PUT", "headers": []}, receive)


async def test_a_body_is_read_as_utf_8_and_nothing_else():
    assert await document_text(a_request("标题".encode())) == "标题"
    with pytest.raises(ApiError, match="expected UTF-8, got another byte at 1") as refusal:
        await document_text(a_request(b"a\xff"))
    assert (refusal.value.status, refusal.value.code) == (422, "bad_document")


def test_a_version_says_who_put_it_there_and_whether_it_holds():
    version = WrittenVersion(version=2, author="chen", at=NOW, is_ended=True, record=ReleasePolicy(id="p"))
    assert written_json(version, id_="p", document={"id": "p"}) == {
        "id": "p", "version": 2, "document": {"id": "p"}, "author": "chen", "at": "2026-07-19T14:00:00Z", "ended": True,
    }  # fmt: skip
    assert built_in_json(id_="b", document={})["version"] == 0
