"""Probe: health, readiness and metrics of a process that serves no API."""

from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.responses import Response

from api.answer import answer
from api.given import Parts
from api.problem import install
from api.routes.system import health, metrics

if TYPE_CHECKING:
    from api.parts import ApiParts


def create_probe(parts: "ApiParts") -> FastAPI:
    """Return an application with ``/healthz``, ``/readyz`` and ``/metrics`` only."""
    app = FastAPI(title=parts.name, version=parts.version, openapi_url=None, docs_url=None, redoc_url=None)
    app.state.parts = parts
    install(app)
    app.get("/healthz")(health)
    app.get("/readyz")(ready)
    app.get("/metrics", response_model=None)(metrics)
    return app


def ready(*, parts: Parts) -> Response:
    """Say whether the process can do its work; 503 while it cannot."""
    checks = parts.readiness()
    is_ready = all(check is True for check in checks.values())
    shown = {"status": "ready" if is_ready else "not ready", "checks": checks}
    return answer(shown, status=200 if is_ready else 503)
