"""An OpenID provider in a process of its own, for tests: oidc-provider-mock, made to insist on PKCE.

``python tests/peers/provider.py --port N --user JSON`` serves one provider with these people (JSON objects with
``sub`` and other claims) until SIGTERM. It prints ``ready`` once it listens.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import warnings
from urllib.parse import parse_qs, urlsplit

import flask
from werkzeug.serving import make_server

with warnings.catch_warnings():
    # The provider's own libraries are about to change; that is no business of ours.
    warnings.simplefilter("ignore")
    import oidc_provider_mock
    from oidc_provider_mock import User

#: Challenge by code.
CHALLENGES: dict[str, str] = {}


def insist_on_pkce(app: flask.Flask) -> None:
    """Refuse a request without a challenge, and a code whose verifier does not fit its challenge (RFC 7636, S256)."""

    @app.before_request
    def check() -> tuple[flask.Response, int] | None:
        query, form = flask.request.args, flask.request.form
        if flask.request.path.endswith("/authorize") and query.get("code_challenge_method") != "S256":
            return flask.jsonify({"error": "invalid_request"}), 400
        if not flask.request.path.endswith("/token"):
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        shown = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if CHALLENGES.pop(form.get("code", ""), None) != shown:
            return flask.jsonify({"error": "invalid_grant"}), 400
        return None

    @app.after_request
    def remember(answer: flask.Response) -> flask.Response:
        code = parse_qs(urlsplit(answer.headers.get("Location", "")).query).get("code")
        if code:
            CHALLENGES[code[0]] = flask.request.args["code_challenge"]
        return answer


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--user", action="append", default=[], type=json.loads)
    options = parser.parse_args()
    people = [User(sub=user["sub"], claims=user) for user in options.user]
    app = oidc_provider_mock.app(require_nonce=True, user_claims=people)
    insist_on_pkce(app)
    server = make_server("127.0.0.1", options.port, app, threaded=True)
    print("ready", flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
