"""Contacts: who is told about warnings, with the numbers that only administrators see."""

from fastapi import APIRouter
from starlette.responses import Response

from alerts.contact_document import contact_document, contact_json
from api.answer import page
from api.auth import Administrator
from api.documents import AsYaml, yaml_answer
from api.given import Parts
from api.schema.contact import ContactPage

router = APIRouter(prefix="/api/v1", tags=["contacts"])


@router.get("/contacts", response_model=ContactPage)
def list_contacts(*, parts: Parts, caller: Administrator, as_yaml: AsYaml) -> Response:
    """List contacts by id."""
    contacts = parts.store.contacts(within=caller.within)
    if as_yaml:
        return yaml_answer(contact_document(contact) for contact in contacts)
    return page([contact_json(contact) for contact in contacts])
