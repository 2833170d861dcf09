"""Console: the built web console's files; every path that is no file is the one page."""

from __future__ import annotations

import mimetypes
import re
from typing import TYPE_CHECKING

from starlette.responses import FileResponse, Response
from starlette.routing import Match

from api.headers import PAGE_POLICY
from api.problem import ApiError, not_found

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

#: What a build tool calls a file whose name changes with its content: ``index-BfK3x9aQ.js``.
_HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")

#: Paths that are never pages of the console: an unknown one is a 404, not the console.
_OTHERS = frozenset({"api", "feeds", "docs", "openapi.json", "healthz", "readyz", "metrics"})

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}

_NOT_BUILT = """\
<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>烽火</title></head>
<body>
<h1>烽火 · Fenghuo</h1>
<p>控制台尚未构建。请在项目目录运行 <code>make console</code>，然后刷新本页。</p>
<p>The console is not built. Run <code>make console</code> in the project folder and reload this page.</p>
<p><a href="/docs">API</a> · <a href="/healthz">healthz</a> · <a href="/readyz">readyz</a></p>
</body>
</html>
"""


def answer(request: Request) -> Response:
    """Return the file of a path, or the console's page."""
    console: Console = request.app.state.console
    return console.answer(request)


class Console:
    """Serves one folder."""

    def __init__(self, folder: Path | None, *, policy: str = PAGE_POLICY) -> None:
        self._folder = folder.resolve() if folder is not None else None
        self._policy = policy

    def answer(self, request: Request) -> Response:
        """Return the file of a path, or the console's page.

        Raises:
            ApiError: If the path belongs to the API, or names a file that is not there.
        """
        path = request.url.path.lstrip("/")
        if path.split("/", 1)[0] in _OTHERS:
            raise _nothing(request)
        if request.method not in {"GET", "HEAD"}:
            raise _wrong_method(request, ["GET", "HEAD"])
        index = self._file("index.html")
        if index is None:
            if path:
                raise not_found("path", request.url.path)
            return _page(_NOT_BUILT, self._policy)
        found = self._file(path) if path else index
        if found is not None:
            return _file_answer(found, self._policy)
        # Pages have no dots in their paths: this asks for a file, or for a way out of the folder.
        if "." in path:
            raise not_found("path", request.url.path)
        return _file_answer(index, self._policy)

    def _file(self, path: str) -> Path | None:
        """Return a file inside the folder, None for anything else, links that lead out of it included."""
        if self._folder is None or "\0" in path:
            return None
        found = (self._folder / path).resolve()
        return found if found.is_relative_to(self._folder) and found.is_file() else None


def _nothing(request: Request) -> ApiError:
    """Return what to say of an API path that no route took: the path is unknown, or known for other methods."""
    allowed: set[str] = set()
    for method in ("GET", "POST", "PUT", "DELETE"):
        scope = {**request.scope, "method": method}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes[:-1]):
            allowed.add(method)
    return _wrong_method(request, sorted(allowed)) if allowed else not_found("path", request.url.path)


def _wrong_method(request: Request, allowed: list[str]) -> ApiError:
    names = ", ".join(allowed)
    detail = f"expected {names}, got {request.method}"
    return ApiError("method_not_allowed", detail, status=405, headers={"allow": names})


def _file_answer(file: Path, policy: str) -> Response:
    kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    is_hashed = _HASHED.search(file.name) is not None and file.suffix != ".html"
    keep = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
    headers = {"cache-control": keep, "content-security-policy": policy}
    return FileResponse(file, media_type=kind, headers=headers)


def _page(text: str, policy: str) -> Response:
    headers = {"cache-control": "no-cache", "content-security-policy": policy}
    return Response(text, media_type="text/html; charset=utf-8", headers=headers)
