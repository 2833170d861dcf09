"""Socket: the life of one WebSocket connection to the feed."""

import asyncio
import contextlib
from dataclasses import replace
from typing import cast

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from api.caller import Caller, identify
from api.credentials import token_hash
from api.feed.backlog import catch_up
from api.feed.client import Client
from api.feed.filter import FeedFilter, parse_filter, parse_since
from api.feed.handshake import Handshake, judge
from api.feed.hub import POLICY_VIOLATION, TRY_AGAIN_LATER, Hub
from api.feed.outlet import AsgiOutlet, Wire, WireOutlet
from api.feed.voice import Pulses, Voice
from api.feed.wire import EXTENSION
from api.parts import ApiParts
from api.problem import ApiError, problem_response
from sensing.errors import FenghuoError

router = APIRouter()

#: Clients one process serves; more are told to come back later.
MOST_CLIENTS = 20_000


@router.websocket("/api/v1/feed")
async def feed(socket: WebSocket) -> None:
    """Follow the journal and the newest readings; see docs/reference/api.md for the frames."""
    parts: ApiParts = socket.app.state.parts
    hub: Hub = socket.app.state.hub
    try:
        shake = _handshake(socket, parts)
        since, asked = parse_since(socket.query_params), parse_filter(socket.query_params)
        caller = await asyncio.to_thread(_caller, parts, shake.token)
        asked = replace(asked, within=caller.within)
        _check_room(hub)
    except ApiError as error:
        await _deny(socket, error)
        return
    # Nothing is awaited since the room was found: no two clients take the same place.
    hub.connections += 1
    try:
        await socket.accept(shake.subprotocol)
        await _serve(socket, hub, since=since, asked=asked, caller=caller)
    finally:
        hub.connections -= 1


def _check_room(hub: Hub) -> None:
    if not hub.has_begun or hub.connections >= MOST_CLIENTS:
        raise ApiError("feed_unavailable", "the feed is not ready, try again in a moment", status=503)


def _handshake(socket: WebSocket, parts: ApiParts) -> Handshake:
    return judge(
        headers=socket.headers,
        query=list(socket.query_params.keys()),
        offered=socket.scope.get("subprotocols", []),
        scheme=socket.scope["scheme"],
        origins=parts.origins,
    )


def _caller(parts: ApiParts, token: str) -> Caller:
    try:
        caller = identify(parts.store, hashed=token_hash(token), now=parts.clock(), doors=parts.doors)
    except FenghuoError as error:
        raise ApiError("store_unavailable", "the store is away, try again in a moment", status=503) from error
    if caller is None:
        raise ApiError("invalid_token", "the token is unknown, expired or revoked", status=401)
    if caller.must_change:
        raise ApiError("password_change_required", "set a password of your own first", status=403)
    if caller.must_enrol:
        raise ApiError("totp_enrolment_required", "set up a second factor first", status=403)
    return caller


async def _deny(socket: WebSocket, error: ApiError) -> None:
    if "websocket.http.response" in socket.scope.get("extensions", {}):
        await socket.send_denial_response(problem_response(error.status, error.code, detail=error.detail))
    else:
        await socket.close(POLICY_VIOLATION, error.code)


async def _serve(socket: WebSocket, hub: Hub, *, since: int | None, asked: FeedFilter, caller: Caller) -> None:
    wire = socket.scope.get("extensions", {}).get(EXTENSION)
    own = None if wire is not None else AsgiOutlet(socket)
    outlet = own or WireOutlet(cast("Wire", wire))
    # A cursor from the future (another database) is answered by a hello whose head is lower than it.
    cursor = hub.head if since is None else min(since, hub.head)
    client = Client(outlet=outlet, asked=asked, token_hash=caller.token_hash, rights=caller.rights, cursor=cursor)
    hub.greet(client)
    flush = asyncio.create_task(own.run(), name="feed-flush") if own else None
    follow = asyncio.create_task(_follow(client, hub, socket), name="feed-backlog")
    try:
        await _listen(socket, _voice(socket, client, caller))
    finally:
        hub.leave(client)
        client.is_closed = True
        for task in (follow, flush):
            await _end(task)


async def _follow(client: Client, hub: Hub, socket: WebSocket) -> None:
    try:
        await catch_up(client, hub=hub, source=socket.app.state.parts.store, stations=hub.stations)
    except (TimeoutError, FenghuoError):
        hub.close(client, code=TRY_AGAIN_LATER, reason="the backlog could not be sent")


def _voice(socket: WebSocket, client: Client, caller: Caller) -> Voice:
    parts: ApiParts = socket.app.state.parts
    pulses: Pulses = socket.app.state.pulses
    return Voice(client, caller=caller, store=parts.store, clock=parts.clock, pulses=pulses)


async def _listen(socket: WebSocket, voice: Voice) -> None:
    """Read until the client goes; what is no word of a wall screen is ignored."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            if text := message.get("text"):
                await voice.hear(text)


async def _end(task: asyncio.Task[None] | None) -> None:
    if task is None:
        return
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
        await task
