from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.api.world import World, a_world

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def built(tmp_path: Path) -> World:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>烽火</title>", "utf-8")
    (dist / "assets" / "index-BfK3x9aQ.js").write_text("let a", "utf-8")
    (dist / "manifest.webmanifest").write_text("{}", "utf-8")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    (dist / "link.txt").symlink_to(tmp_path / "secret.txt")
    return a_world(console=dist)


def test_the_page_is_always_asked_for_again(built: World):
    with built.client(role=None) as client:
        page = client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-cache"


def test_files_with_a_hash_in_their_name_are_kept(built: World):
    with built.client(role=None) as client:
        script = client.get("/assets/index-BfK3x9aQ.js")
        manifest = client.get("/manifest.webmanifest")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert manifest.headers["cache-control"] == "no-cache"


def test_a_path_that_is_no_file_is_the_page(built: World):
    with built.client(role=None) as client:
        assert "烽火" in client.get("/stations/XY-H03").text
        for path in ("/assets/missing-BfK3x9aQ.js", "/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/.git/config"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/link.txt", "/assets/..%2f..%2fsecret.txt", "/a%00b.txt"]
)
def test_nothing_outside_the_folder_is_served(built: World, path: str):
    with built.client(role=None) as client:
        assert "secret" not in client.get(path).text.replace("secret.txt", "")


def test_no_inline_script_may_run(built: World):
    with built.client(role=None) as client:
        policy = client.get("/").headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'self';" in policy
    assert "connect-src 'self';" in policy


def test_without_a_build_a_page_says_how_to_make_one(world: World):
    with world.client(role=None) as client:
        page = client.get("/")
        assert "make console" in page.text
        assert client.get("/anything").status_code == 404


def test_an_unknown_api_path_is_not_the_console(built: World):
    with built.client() as client:
        for path in ("/api/v1/nothing", "/feeds/nothing", "/api"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_known_path_with_another_method_says_which_ones_it_takes(built: World):
    with built.client() as client:
        answer = client.delete("/api/v1/stations/XY-H03")
        read = client.get("/api/v1/users/me/password")
        written = client.post("/")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (
        405,
        "method_not_allowed",
        "GET, PUT",
    )
    assert (read.status_code, read.headers["allow"]) == (405, "POST")
    assert written.status_code == 405
