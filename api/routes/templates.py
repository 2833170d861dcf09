"""Templates: the words of warnings, by hazard, level, type of message, language and channel."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from alerts.shipped import shipped
from alerts.template import Template
from alerts.template_document import parse_template, template_document
from api.answer import answer, page
from api.auth import VIEWERS, Commander
from api.caller import Caller
from api.documents import IN_YAML_TOO, AsYaml, yaml_answer
from api.given import Parts
from api.parts import ApiParts
from api.problem import ApiError, not_found, unprocessable
from api.schema.template import TemplatePage, TemplateShape
from api.writing import DOCUMENT_BODY, built_in_json, document_text, written_json

router = APIRouter(prefix="/api/v1/templates", tags=["templates"])

IdPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


@router.get("", dependencies=[VIEWERS], response_model=TemplatePage, responses=IN_YAML_TOO)
def list_templates(*, parts: Parts, as_yaml: AsYaml) -> Response:
    """List templates by id; those that are shipped, and give way to the others, come last."""
    found = parts.store.templates()
    if as_yaml:
        return yaml_answer(template_document(template) for template in found)
    return page([*(_newest(parts, each.id) for each in found), *(_shipped(each) for each in shipped().templates)])


@router.get("/{template_id}", dependencies=[VIEWERS], response_model=TemplateShape, responses=IN_YAML_TOO)
def get_template(*, template_id: IdPath, parts: Parts, as_yaml: AsYaml) -> Response:
    """Return one template in its newest version."""
    own = next((template for template in shipped().templates if template.id == template_id), None)
    if own is not None:
        return yaml_answer([template_document(own)]) if as_yaml else answer(_shipped(own))
    shown = _newest(parts, template_id)
    return yaml_answer([shown["document"]]) if as_yaml else answer(shown)


@router.get("/{template_id}/versions", dependencies=[VIEWERS], response_model=TemplatePage)
def list_template_versions(*, template_id: IdPath, parts: Parts) -> Response:
    """List every version of a template, ascending."""
    found = parts.store.template_versions(template_id)
    if not found:
        raise not_found("template", template_id)
    return page([_shown(version, template_id) for version in found])


@router.put("/{template_id}", response_model=TemplateShape, openapi_extra=DOCUMENT_BODY)
def put_template(
    *, template_id: IdPath, text: Annotated[str, Depends(document_text)], caller: Commander, parts: Parts
) -> Response:
    """Add or change a template; it words what is drafted from now on."""
    _check_everywhere(caller)
    template = parse_template(text, origin="body")
    if template.id != template_id:
        raise unprocessable("id_mismatch", f"the path names template {template_id!r}, the document {template.id!r}")
    if any(each.id == template_id for each in shipped().templates):
        raise ApiError("built_in", f"template {template_id!r} is shipped: write another one beside it", status=409)
    parts.store.put_template(template, author=caller.user, at=parts.clock())
    return answer(_newest(parts, template_id))


@router.delete("/{template_id}", response_model=TemplateShape)
def end_template(*, template_id: IdPath, caller: Commander, parts: Parts) -> Response:
    """End a template; its versions stay, and the next most specific one words warnings."""
    _check_everywhere(caller)
    if parts.store.end_template(template_id, author=caller.user, at=parts.clock()) is None:
        raise not_found("template", template_id)
    return answer(_newest(parts, template_id))


def _check_everywhere(caller: Caller) -> None:
    """Refuse a commander of a part of the city: words hold everywhere.

    Raises:
        ApiError: If the caller is one.
    """
    if caller.within:
        raise ApiError("forbidden", "templates hold everywhere: this needs a commander of the whole city", status=403)


def _newest(parts: ApiParts, template_id: str) -> dict[str, Any]:
    found = parts.store.template_versions(template_id)
    if not found:
        raise not_found("template", template_id)
    return _shown(found[-1], template_id)


def _shown(version: Any, template_id: str) -> dict[str, Any]:
    return written_json(version, id_=template_id, document=template_document(version.record)) | {"shipped": False}


def _shipped(template: Template) -> dict[str, Any]:
    return built_in_json(id_=template.id, document=template_document(template)) | {"shipped": True}
