"""Sites: what must be reached one by one."""

from fastapi import APIRouter
from starlette.responses import Response

from alerts.site_document import make_site, site_document, site_facts
from api.answer import answer, page
from api.auth import Administrator, Viewer
from api.documents import IN_YAML_TOO, AsYaml, yaml_answer
from api.given import Parts
from api.schema.site import SiteBody, SitePage, SiteShape

router = APIRouter(prefix="/api/v1", tags=["sites"])


@router.get("/sites", response_model=SitePage, responses=IN_YAML_TOO)
def list_sites(*, parts: Parts, caller: Viewer, as_yaml: AsYaml) -> Response:
    """List must-reach sites by id."""
    sites = parts.store.sites(within=caller.within)
    if as_yaml:
        return yaml_answer(site_document(site) for site in sites)
    return page([site_facts(site) for site in sites])


@router.put("/sites/{site_id}", response_model=SiteShape)
def put_site(*, site_id: str, body: SiteBody, parts: Parts, caller: Administrator) -> Response:
    """Insert or replace a must-reach site."""
    site = make_site(
        id=site_id,
        name=body.name,
        kind=body.type,
        division=body.division,
        lon=body.lon,
        lat=body.lat,
        people=body.people,
        note=body.note,
    )
    parts.store.put_sites([site], actor=caller.user, at=parts.clock(), within=caller.within)
    return answer(site_facts(site))
