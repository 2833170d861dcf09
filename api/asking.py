"""Asking: who asks for an act, once, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import sleep
from typing import Annotated, Any

import structlog
from fastapi import Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from alerts.grant import Person
from api.answer import answer
from api.auth import Officer
from api.given import Parts, TheAnswers
from api.idempotency import Answers
from api.parts import ApiParts
from api.ports import Transaction
from api.query import IdempotencyKey
from incidents.people import CredentialKind, Role
from sensing.errors import FenghuoError

log = structlog.get_logger("api")

#: Seconds before each further try of an act that met a deadlock or another writer.
PAUSES = (0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """An officer asks for an act."""

    parts: ApiParts
    #: User name.
    actor: str
    #: Method and path, so that a key belongs to one request only.
    place: str
    key: str | None
    answers: Answers
    #: What the token allows.
    role: Role = Role.OFFICER
    within: str = ""
    credential: CredentialKind = CredentialKind.SESSION

    @property
    def person(self) -> Person:
        """Return who asks, as far as it decides about warnings."""
        return Person(name=self.actor, role=self.role, within=self.within, credential=self.credential)

    def once(
        self, body: BaseModel | None, act: Callable[[Transaction, datetime], dict[str, Any]], *, status: int = 200
    ) -> Response:
        """Return the answer of an act carried out in a transaction, or the answer it had the first time.

        Args:
            body: What was asked; another body under the same key is refused.
            act: Does it and returns the JSON answer.
            status: HTTP status of the answer.
        """

        def carry_out() -> Response:
            return answer(self._settled(act), status=status)

        request = self.place.encode() + (body.model_dump_json().encode() if body else b"")
        return self.answers.once(self.key, user=self.actor, request=request, act=carry_out)

    def _settled(self, act: Callable[[Transaction, datetime], dict[str, Any]]) -> dict[str, Any]:
        """Return what an act answers, trying again if it meets a deadlock or another writer.

        Only an act that failed inside its transaction is repeated: a commit that broke may have been carried out,
        and a transaction that could not begin has waited for the database already.
        """
        pauses = iter(PAUSES)
        while True:
            is_acting = False
            try:
                with self.parts.store.begin() as transaction:
                    is_acting = True
                    shown = act(transaction, self.parts.clock())
                    is_acting = False
            except FenghuoError as error:
                pause = next(pauses, None)
                if not is_acting or pause is None or not getattr(error, "retryable", False):
                    raise
                log.info("act_tried_again", place=self.place, why=str(error))
                sleep(pause)
            else:
                return shown


async def officer_asks(
    *, request: Request, caller: Officer, parts: Parts, answers: TheAnswers, key: IdempotencyKey = None
) -> Asking:
    """Return who asks, with the ``Idempotency-Key`` of the request."""
    return Asking(
        parts=parts,
        actor=caller.user,
        place=f"{request.method} {request.url.path}",
        key=key,
        answers=answers,
        role=caller.role,
        within=caller.within,
        credential=caller.kind,
    )


OfficerAsks = Annotated[Asking, Depends(officer_asks)]
