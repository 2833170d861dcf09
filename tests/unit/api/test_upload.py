from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.testclient import TestClient

IMPORT = "/api/v1/stations/import"


def test_a_form_without_a_file_is_refused(client: TestClient):
    form = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'
    answer = client.post(IMPORT, content=form, headers={"content-type": "multipart/form-data; boundary=x"})
    assert (answer.status_code, answer.json()["detail"]) == (422, "form: expected a file, got none")


def test_a_form_with_two_files_is_refused(client: TestClient):
    files = [("a", ("a.csv", b"id\n")), ("b", ("b.csv", b"id\n"))]
    assert client.post(IMPORT, files=files).status_code == 400


def test_the_name_of_a_file_says_what_it_is_when_nothing_else_does(client: TestClient):
    answer = client.post(IMPORT, files={"file": ("s.json", b"[]", "application/octet-stream")})
    assert answer.json()["stored"] == 0
