"""Release policies: what it takes to issue a warning, who is asked, and what happens when nobody answers."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from alerts.policy import ReleasePolicy
from alerts.policy_document import parse_policy, policy_document
from api.answer import answer, page
from api.auth import Commander, Viewer
from api.documents import IN_YAML_TOO, AsYaml, yaml_answer
from api.given import Parts
from api.parts import ApiParts
from api.problem import ApiError, not_found, unprocessable
from api.schema.policy import PolicyPage, PolicyShape
from api.writing import DOCUMENT_BODY, built_in_json, document_text, written_json

router = APIRouter(prefix="/api/v1/policies", tags=["policies"])

IdPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


@router.get("", response_model=PolicyPage, responses=IN_YAML_TOO)
def list_policies(*, caller: Viewer, parts: Parts, as_yaml: AsYaml) -> Response:
    """List policies by id; those that are built in, and hold where none of the others does, come last."""
    found = parts.store.policies(within=caller.within)
    if as_yaml:
        return yaml_answer(policy_document(policy) for policy in found)
    shown = [_newest(parts, policy.id, within=caller.within) for policy in found]
    return page([*shown, *(_built_in(policy) for policy in parts.policy.defaults)])


@router.get("/{policy_id}", response_model=PolicyShape, responses=IN_YAML_TOO)
def get_policy(*, policy_id: IdPath, caller: Viewer, parts: Parts, as_yaml: AsYaml) -> Response:
    """Return one policy in its newest version."""
    built_in = next((policy for policy in parts.policy.defaults if policy.id == policy_id), None)
    if built_in is not None:
        return yaml_answer([policy_document(built_in)]) if as_yaml else answer(_built_in(built_in))
    shown = _newest(parts, policy_id, within=caller.within)
    return yaml_answer([shown["document"]]) if as_yaml else answer(shown)


@router.get("/{policy_id}/versions", response_model=PolicyPage)
def list_policy_versions(*, policy_id: IdPath, caller: Viewer, parts: Parts) -> Response:
    """List every version of a policy, ascending."""
    found = parts.store.policy_versions(policy_id, within=caller.within)
    if not found:
        raise not_found("policy", policy_id)
    return page([_shown(version, policy_id) for version in found])


@router.put("/{policy_id}", response_model=PolicyShape, openapi_extra=DOCUMENT_BODY)
def put_policy(
    *, policy_id: IdPath, text: Annotated[str, Depends(document_text)], caller: Commander, parts: Parts
) -> Response:
    """Add or change a policy; it holds from now on, also for drafts that wait."""
    policy = parse_policy(text, origin="body")
    if policy.id != policy_id:
        raise unprocessable("id_mismatch", f"the path names policy {policy_id!r}, the document {policy.id!r}")
    _check_free(parts, policy, within=caller.within)
    parts.store.put_policy(policy, author=caller.user, at=parts.clock())
    return answer(_newest(parts, policy_id, within=caller.within))


@router.delete("/{policy_id}", response_model=PolicyShape)
def end_policy(*, policy_id: IdPath, caller: Commander, parts: Parts) -> Response:
    """End a policy; its versions stay, and the next most specific one holds."""
    if not any(policy.id == policy_id for policy in parts.store.policies(within=caller.within)):
        raise not_found("policy", policy_id)
    parts.store.end_policy(policy_id, author=caller.user, at=parts.clock())
    return answer(_newest(parts, policy_id, within=caller.within))


def _check_free(parts: ApiParts, policy: ReleasePolicy, *, within: str) -> None:
    """Refuse a policy beyond the caller's division, and an id that is taken there.

    Raises:
        ApiError: If it is one.
    """
    if not policy.division.startswith(within):
        expected = within.ljust(12, "0")
        raise unprocessable("outside_authority", f"division: expected one within {expected}, got {policy.division!r}")
    before = parts.store.policy_versions(policy.id)
    if before and not before[-1].record.division.startswith(within):
        raise ApiError("id_taken", f"the id {policy.id!r} is taken: choose another one", status=409)


def _newest(parts: ApiParts, policy_id: str, *, within: str) -> dict[str, Any]:
    found = parts.store.policy_versions(policy_id, within=within)
    if not found:
        raise not_found("policy", policy_id)
    return _shown(found[-1], policy_id)


def _shown(version: Any, policy_id: str) -> dict[str, Any]:
    return written_json(version, id_=policy_id, document=policy_document(version.record)) | {"built_in": False}


def _built_in(policy: ReleasePolicy) -> dict[str, Any]:
    return built_in_json(id_=policy.id, document=policy_document(policy)) | {"built_in": True}
