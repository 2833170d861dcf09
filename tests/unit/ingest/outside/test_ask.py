"""One exchange with a host; the answers are made up, the rules are not. Pictures: ``test_fetch``."""

from __future__ import annotations

import httpx2
import pytest

from ingest.outside.ask import Asked, Asker
from ingest.outside.permit import Permit

PUBLIC = "93.184.216.34"


def asked(answer, url="https://hook.example/in", *, resolve=lambda *_: [PUBLIC]):
    seen = []

    def handle(request):
        seen.append(request)
        return answer(request)

    asker = Asker(Permit(["hook.example"]), largest=100, resolve=resolve, transport=httpx2.MockTransport(handle))
    found = asker.post(url, headers={"x-mine": "1", "host": "evil.example"}, content=b"{}")
    asker.close()
    return found, seen


def test_a_post_goes_to_the_address_that_was_judged_under_the_hosts_name():
    found, (request,) = asked(lambda _: httpx2.Response(204, content=iter([b""])))
    assert found == Asked(status=204, is_sent=True)
    assert (request.method, str(request.url)) == ("POST", f"https://{PUBLIC}/in")
    assert (request.headers["host"], request.headers["x-mine"]) == ("hook.example", "1")
    assert request.extensions["sni_hostname"] == "hook.example"


def test_why_a_host_refuses_is_read():
    found, _ = asked(lambda _: httpx2.Response(400, content=iter([b'{"Code": "x"}'])))
    assert (found.why, found.data, found.is_passing) == ("hook.example answered 400", b'{"Code": "x"}', False)


@pytest.mark.parametrize(
    ("error", "is_sent"), [(httpx2.ConnectError, False), (httpx2.ConnectTimeout, False), (httpx2.ReadTimeout, True)]
)
def test_it_is_known_whether_the_other_side_may_have_read_it(error, is_sent):
    def broken(_):
        raise error("x")

    found, _ = asked(broken)
    assert (found.status, found.is_passing, found.is_sent) == (0, True, is_sent)


def test_a_name_is_resolved_once():
    calls = []

    def resolve(host, port):
        calls.append((host, port))
        return [PUBLIC]

    asked(lambda _: httpx2.Response(200, content=iter([b""])), resolve=resolve)
    assert calls == [("hook.example", 443)]


def test_an_answer_is_not_read_beyond_its_bound():
    found, _ = asked(lambda _: httpx2.Response(200, content=iter([b"x" * 60] * 5)))
    assert "at most 100 bytes" in found.why
