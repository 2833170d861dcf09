"""Feeds: issued warnings for everybody, without a login.

Drafts, reviewed and rejected warnings never appear here. A list holds one status only: that of the installation at
the plain address, the others under their names, so that no drill stands among warnings. A warning that was told keeps
its address and its bytes after it is superseded, cancelled or expired, because other messages refer to it.
"""

import hashlib
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.responses import Response

from alerts.atom import CAP_MEDIA_TYPE
from alerts.cap import to_cap
from alerts.cap_document import Form
from alerts.warning import CapStatus, Stage
from api.given import Parts, TheFeeds
from api.parts import ApiParts
from api.problem import not_found
from api.public_feeds import Asked, Page, http_date

router = APIRouter(prefix="/feeds", tags=["feeds"])

#: Stages of warnings that people were told.
_TOLD = frozenset({Stage.ISSUED, Stage.SUPERSEDED, Stage.CANCELLED, Stage.EXPIRED})
_ATOM_TYPE = "application/atom+xml"
_GEOJSON_TYPE = "application/geo+json"
#: The web server in front may have marked the tag of what it compressed.
_MARKED = re.compile(r"-gzip$|;gzip$|--gzip$")
#: Characters of an identifier that is looked up.
_LONGEST = 200


class StatusName(StrEnum):
    """A status as it stands in an address."""

    ACTUAL = "actual"
    EXERCISE = "exercise"
    TEST = "test"

    @property
    def status(self) -> CapStatus:
        """Return the status."""
        return CapStatus(self.value.capitalize())


class Reader:
    """What a reader of a feed sends along."""

    def __init__(
        self,
        *,
        request: Request,
        known: Annotated[str | None, Header(alias="If-None-Match")] = None,
        since: Annotated[str | None, Header(alias="If-Modified-Since")] = None,
        encodings: Annotated[str, Header(alias="Accept-Encoding")] = "",
    ) -> None:
        self.host = str(request.base_url).rstrip("/")
        self.known = known
        self.since = since
        self.takes_gzip = any(
            part.strip().lower().split(";")[0] == "gzip" and not re.search(r";\s*q=0(\.0*)?\s*$", part)
            for part in encodings.split(",")
        )

    def has(self, tag: str, modified: datetime | None) -> bool:
        """Return whether the reader has the answer already; tags go before times."""
        if self.known is not None:
            tags = {_MARKED.sub("", part.strip().removeprefix("W/").strip('"')) for part in self.known.split(",")}
            return tag in tags or "*" in tags
        if self.since is None or modified is None:
            return False
        try:
            since = parsedate_to_datetime(self.since)
        except ValueError:
            return False
        return modified <= (since if since.tzinfo else since.replace(tzinfo=UTC))


AReader = Annotated[Reader, Depends()]
Division = Annotated[
    str | None,
    Query(
        pattern=r"^[1-9][0-9]([0-9]{2}|[0-9]{4}|[0-9]{7}|[0-9]{10})?$",
        description="Code of 2, 4, 6, 9 or 12 digits: only what holds in this division or around it.",
    ),
]
Language = Annotated[Literal["zh", "en"], Query(description="Whose words stand in the entries.")]


@router.get("/cap.atom", response_class=Response, responses={200: {"content": {_ATOM_TYPE: {}}}})
def atom(
    *, parts: Parts, feeds: TheFeeds, reader: AReader, division: Division = None, language: Language = "zh"
) -> Response:
    """Return the warnings in force, and what took earlier ones back, as an Atom feed of CAP messages."""
    asked = _asked("atom", parts, reader, division=division, language=language)
    return _answer(feeds.page(asked), reader, media_type=_ATOM_TYPE)


@router.get("/warnings.geojson", response_class=Response, responses={200: {"content": {_GEOJSON_TYPE: {}}}})
def geojson(*, parts: Parts, feeds: TheFeeds, reader: AReader, division: Division = None) -> Response:
    """Return the warnings in force as GeoJSON."""
    asked = _asked("geojson", parts, reader, division=division)
    return _answer(feeds.page(asked), reader, media_type=_GEOJSON_TYPE)


@router.get("/{status}/cap.atom", response_class=Response, responses={200: {"content": {_ATOM_TYPE: {}}}})
def atom_of(
    *,
    status: StatusName,
    parts: Parts,
    feeds: TheFeeds,
    reader: AReader,
    division: Division = None,
    language: Language = "zh",
) -> Response:
    """Return the messages of one status as an Atom feed: drills and tests have feeds of their own."""
    asked = _asked("atom", parts, reader, division=division, language=language, status=status)
    return _answer(feeds.page(asked), reader, media_type=_ATOM_TYPE)


@router.get("/{status}/warnings.geojson", response_class=Response, responses={200: {"content": {_GEOJSON_TYPE: {}}}})
def geojson_of(
    *, status: StatusName, parts: Parts, feeds: TheFeeds, reader: AReader, division: Division = None
) -> Response:
    """Return the messages of one status as GeoJSON."""
    asked = _asked("geojson", parts, reader, division=division, status=status)
    return _answer(feeds.page(asked), reader, media_type=_GEOJSON_TYPE)


@router.get("/cap/{identifier}.xml", response_class=Response, responses={200: {"content": {CAP_MEDIA_TYPE: {}}}})
def cap(*, identifier: str, parts: Parts, reader: AReader) -> Response:
    """Return one warning that was told, as CAP 1.2: the bytes that left, for ever."""
    body, sent = _told(parts, identifier)
    tag = hashlib.sha256(body).hexdigest()[:32]
    headers = _headers(tag, modified=sent, cache="public, max-age=86400, immutable")
    if reader.has(tag, sent):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=CAP_MEDIA_TYPE, headers=headers)


# A reader may ask for the headers alone; the server leaves the body out.
for _path, _endpoint in (
    ("/cap.atom", atom),
    ("/warnings.geojson", geojson),
    ("/{status}/cap.atom", atom_of),
    ("/{status}/warnings.geojson", geojson_of),
    ("/cap/{identifier}.xml", cap),
):
    router.add_api_route(_path, _endpoint, methods=["HEAD"], response_class=Response, include_in_schema=False)


def _asked(
    form: Literal["atom", "geojson"],
    parts: ApiParts,
    reader: Reader,
    *,
    division: str | None,
    language: str = "zh",
    status: StatusName | None = None,
) -> Asked:
    name = {"atom": "cap.atom", "geojson": "warnings.geojson"}[form]
    query = {"division": division} if division else {}
    query |= {"language": language} if language != "zh" else {}
    path = f"/feeds/{f'{status.value}/' if status else ''}{name}{'?' if query else ''}{urlencode(query)}"
    return Asked(
        form=form,
        status=status.status if status else parts.issuer.status,
        division=division or "",
        language=language,
        base_url=parts.public_url or reader.host,
        path=path,
    )


def _told(parts: ApiParts, identifier: str) -> tuple[bytes, datetime]:
    """Return the message of a warning that was told, and when it was sent."""
    warning = parts.store.warning_named(identifier) if 0 < len(identifier) <= _LONGEST else None
    if warning is None or warning.stage not in _TOLD or warning.sent is None:
        raise not_found("warning", identifier)
    document = parts.store.cap_document(warning.id, Form.CAP)
    if parts.must_sign and not (document is not None and document.is_signed):
        # Told before this installation signed: whoever relies on signatures must not find it here.
        raise not_found("warning", identifier)
    return (to_cap(warning) if document is None else document.body), warning.sent


def _answer(page: Page, reader: Reader, *, media_type: str) -> Response:
    headers = _headers(page.tag, modified=page.modified, cache="public, max-age=10")
    if reader.has(page.tag, page.modified):
        return Response(status_code=304, headers=headers)
    if not reader.takes_gzip:
        return Response(page.body, media_type=media_type, headers=headers)
    # The same list in other bytes: a strong tag names bytes.
    headers |= {"content-encoding": "gzip", "etag": f'"{page.tag}-gzip"'}
    return Response(page.compressed, media_type=media_type, headers=headers)


def _headers(tag: str, *, modified: datetime, cache: str) -> dict[str, str]:
    return {
        "etag": f'"{tag}"',
        "last-modified": http_date(modified),
        "cache-control": cache,
        "vary": "Accept-Encoding",
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
    }
