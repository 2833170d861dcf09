"""Words: what templates say about a warning that a person is about to write, and the groups he may tell besides."""

from collections import Counter

from fastapi import APIRouter
from starlette.responses import Response

from alerts.errors import ApprovalError, PermissionRefusedError
from alerts.suggesting import suggested
from alerts.world import world_of
from api.answer import answer, page
from api.asking import OfficerAsks
from api.auth import Officer
from api.given import Parts
from api.problem import unprocessable
from api.schema.contact import GroupPage
from api.schema.template import SuggestionShape, WishBody

router = APIRouter(prefix="/api/v1")


@router.post("/warnings/words", response_model=SuggestionShape, tags=["warnings"])
def suggest(*, body: WishBody, asking: OfficerAsks) -> Response:
    """Return what templates say for a hazard, a level and an area, without marks, to go on from; nothing is kept."""
    parts = asking.parts
    try:
        with parts.store.begin() as transaction:
            found = suggested(transaction, body.wish(), issuer=parts.issuer, person=asking.person, now=parts.clock())
    except PermissionRefusedError:
        raise
    except ApprovalError as error:
        raise unprocessable(error.code, str(error)) from None
    texts = [
        {
            "language": "zh" if text.language.startswith("zh") else text.language,
            "headline": text.headline,
            "description": text.description,
            "impact": text.impact,
            "instruction": text.instruction,
            "contact": text.contact,
        }
        for text in found.texts
    ]
    return answer({"texts": texts, "troubles": found.troubles})


@router.get("/contact-groups", response_model=GroupPage, tags=["contacts"])
def list_groups(*, caller: Officer, parts: Parts) -> Response:
    """List the groups of contacts of one's subtree, by name, with how many records each has; nobody is named."""
    world = world_of(parts.issuer.status)
    contacts = (each for each in parts.store.contacts(within=caller.within) if each.world is world)
    counts = Counter(group for contact in contacts for group in dict.fromkeys(contact.groups))
    return page([{"name": name, "contacts": count} for name, count in sorted(counts.items())])
