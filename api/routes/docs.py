"""Docs: the API's own description, shown by Swagger UI from this server, so that it works on an intranet.

The assets come with the package ``fastapi-offline``; only its files are used. The page starts Swagger UI from a
script of our own, because the content security policy allows no inline script.
"""

from functools import cache
from html import escape
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.headers import PAGE_POLICY
from api.problem import not_found

router = APIRouter(include_in_schema=False)

_ASSETS = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
}

_START = """\
"use strict";
window.addEventListener("load", () => {
  window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#docs",
    deepLinking: true,
    validatorUrl: null,
    persistAuthorization: false,
    tryItOutEnabled: false,
  });
});
"""

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""


@router.get("/docs")
async def page(request: Request) -> Response:
    """Show the API's description."""
    title = escape(request.app.title)
    return _public(_PAGE.format(title=title), media_type="text/html; charset=utf-8")


@router.get("/docs/{name}")
def asset(name: str) -> Response:
    """Return a file of Swagger UI."""
    if name == "start.js":
        return _public(_START, media_type="text/javascript; charset=utf-8")
    if name not in _ASSETS:
        raise not_found("file", name)
    return _public(_read(name), media_type=_ASSETS[name])


def _public(content: str | bytes, *, media_type: str) -> Response:
    headers = {"content-security-policy": PAGE_POLICY, "cache-control": "public, max-age=3600"}
    return Response(content, media_type=media_type, headers=headers)


@cache
def _read(name: str) -> bytes:
    return (files("fastapi_offline") / "static" / name).read_bytes()
