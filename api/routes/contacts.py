"""Contacts: who is told about warnings, with the numbers that only administrators see."""

from fastapi import APIRouter
from starlette.responses import Response

from alerts.contact_document import contact_document, contact_json
from alerts.personal import PersonalData, erased_entry, personal_json
from api.answer import answer, page
from api.auth import Administrator
from api.caller import Caller
from api.documents import IN_YAML_TOO, AsYaml, yaml_answer
from api.given import Parts
from api.ports import Transaction
from api.problem import ApiError, not_found
from api.schema.contact import ContactPage, EraseBody, ErasedShape, PersonalShape

router = APIRouter(prefix="/api/v1", tags=["contacts"])


@router.get("/contacts", response_model=ContactPage, responses=IN_YAML_TOO)
def list_contacts(*, parts: Parts, caller: Administrator, as_yaml: AsYaml) -> Response:
    """List contacts by id."""
    contacts = parts.store.contacts(within=caller.within)
    if as_yaml:
        return yaml_answer(contact_document(contact) for contact in contacts)
    return page([contact_json(contact) for contact in contacts])


@router.get("/contacts/{person}/data", response_model=PersonalShape)
def export_person(*, person: str, caller: Administrator, parts: Parts) -> Response:
    """Return everything that is kept of a person: whoever erases has looked at it."""
    with parts.store.begin() as transaction:
        return answer(personal_json(_kept(transaction, person, caller=caller)))


@router.post("/contacts/{person}/erase", response_model=ErasedShape)
def erase_person(*, person: str, body: EraseBody, caller: Administrator, parts: Parts) -> Response:
    """Erase what leads to a person, once it was looked at; that messages went out, and how places answered, stays."""
    now = parts.clock()
    with parts.store.begin() as transaction:
        data = _kept(transaction, person, caller=caller)
        if data.is_under_way:
            detail = f"a message to {person} waits to be sent: try again when it has left or was dropped"
            raise ApiError("still_told", detail, status=409)
        if body.confirm != personal_json(data)["confirm"]:
            detail = f"expected the `confirm` of GET /api/v1/contacts/{person}/data as it is now, got another"
            raise ApiError("not_confirmed", detail, status=409)
        transaction.erase_person(data)
        transaction.journal([erased_entry(data, actor=caller.user, reason=body.reason, at=now)])
    return answer({"person": person, "counts": data.counts})


def _kept(transaction: Transaction, person: str, *, caller: Caller) -> PersonalData:
    data = transaction.personal_data(person)
    if not data.contacts or not all(contact.division.startswith(caller.within) for contact in data.contacts):
        raise not_found("contact", person)
    return data
