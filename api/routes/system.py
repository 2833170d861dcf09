"""System: what the installation says of itself, the map, and whether it is well."""

from ipaddress import ip_address
from typing import Annotated, Any

from fastapi import APIRouter, Request, Security
from fastapi.security import HTTPAuthorizationCredentials
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import FileResponse, Response

from api.answer import answer
from api.auth import BEARER, VIEWERS, Viewer, any_caller
from api.given import Parts, TheHub
from api.problem import ApiError
from api.schema.drill import interruption_json
from api.schema.system import HealthShape, IntakeShape, MapShape, ReadyShape, SiteShape, SystemShape, intake_json
from sensing.instant import format_instant

router = APIRouter(tags=["system"])


@router.get("/api/v1/system", response_model=SystemShape)
def system(*, parts: Parts, caller: Viewer) -> Response:
    """Return name, version, store edition and the number of stations of one's subtree."""
    reports = parts.store.statuses()
    stations = parts.store.stations(within=caller.within)
    shown = {
        "name": parts.name,
        "version": parts.version,
        "edition": parts.store.edition,
        "demo": parts.is_demo,
        "server_time": format_instant(parts.clock()),
        "stations": len(stations),
        "online": sum(reports.get(station.id, False) for station in stations),
    }
    return answer(shown)


@router.get("/api/v1/site", response_model=SiteShape)
def site(*, parts: Parts) -> Response:
    """Return whether everything here is a drill: every page wears its stripes, those before signing in too."""
    if parts.drill is None:
        return answer({"exercise": None})
    view = parts.drill.view()
    title = {"zh": view.title_zh, "en": view.title_en}
    interruption = interruption_json(view.interruption)
    return answer({"exercise": {"title": title, "now": format_instant(view.now), "interruption": interruption}})


@router.get("/api/v1/system/intake", dependencies=[VIEWERS], response_model=IntakeShape)
def intake(*, parts: Parts) -> Response:
    """Return what the intake of this process has done since it started, and what waits."""
    if parts.intake is None:
        raise ApiError("no_intake", "this process reads no messages, ask one that does", status=503)
    return answer(intake_json(parts.intake(), now=parts.clock()))


@router.get("/api/v1/map", response_model=MapShape)
def map_layers(*, parts: Parts, caller: Viewer) -> Response:
    """Return divisions and rivers as GeoJSON; of divisions those of one's subtree."""
    layers = parts.map_layers()
    if caller.within:
        divisions = layers["divisions"]
        own = [each for each in divisions["features"] if str(_code(each)).startswith(caller.within)]
        layers = {**layers, "divisions": {**divisions, "features": own}}
    under = parts.basemap
    if under.credit:
        credit = layers["credit"]
        layers = {**layers, "credit": {tongue: f"{credit[tongue]} · {under.credit}" for tongue in credit}}
    layers = {**layers, "basemap": under.shape(), "approval": under.approval}
    return answer(layers, headers={"cache-control": "private, max-age=300"})


@router.get("/api/v1/map/tiles.pmtiles", dependencies=[VIEWERS], response_class=Response)
def map_file(*, parts: Parts) -> Response:
    """Return the PMTiles file under the map, or with `Range` a piece of it."""
    file = parts.basemap.file
    if file is None or not file.is_file():
        raise ApiError("no_basemap", "expected FENGHUO_MAP__PMTILES to name a file, there is none", status=404)
    return FileResponse(file, media_type="application/vnd.pmtiles", headers={"cache-control": "private, max-age=3600"})


def _code(feature: dict[str, Any]) -> object:
    """Return the division code of a feature of the map."""
    return (feature.get("properties") or {}).get("code", feature.get("id", ""))


@router.get("/healthz", response_model=HealthShape)
async def health() -> Response:
    """Say that the process answers."""
    return answer({"status": "ok"})


@router.get("/readyz", response_model=ReadyShape, responses={503: {"model": ReadyShape}})
async def ready(*, parts: Parts, hub: TheHub) -> Response:
    """Say whether the process can do its work; 503 while it cannot.

    Asks nothing that waits, and needs no thread: it answers while every other request hangs on the store.
    """
    checks: dict[str, bool | str] = {"feed": hub.trouble or True, **parts.readiness()}
    is_ready = all(check is True for check in checks.values())
    return answer({"status": "ready" if is_ready else "not ready", "checks": checks}, status=200 if is_ready else 503)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(
    *,
    request: Request,
    parts: Parts,
    shown: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)] = None,
) -> Response:
    """Return the metrics in Prometheus form; from other machines a token is needed unless a setting says otherwise."""
    if not parts.is_metrics_public and not _is_loopback(request):
        any_caller(parts=parts, shown=shown)
    return Response(generate_latest(parts.metrics), media_type=CONTENT_TYPE_LATEST)


def _is_loopback(request: Request) -> bool:
    if request.client is None:
        return True
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
