"""Board: where members say that they live and who holds what, in two KV buckets of the engine.

Reads may be a moment old. They decide only what is tried: a lease changes hands by compare-and-set.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from fenghuo.cluster.lease import Lease, Sight
from fenghuo.settings import SettingsError
from ingest.stream.link import StreamError
from ingest.stream.readings import NO_STREAM

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from fenghuo.cluster.layout import Layout
    from ingest.stream.link import Link

MEMBERS: Final = "FH_MEMBERS"
LEASES: Final = "FH_LEASES"
#: How long an entry of a member that is gone stays, s.
REMEMBERED: Final = 60
#: Seconds for one call; less than the lease time.
_PATIENCE: Final = 2.0
#: The engine's word for an entry that is not what was seen.
_CHANGED: Final = 10071
_MOST: Final = 10_000


class Board:
    """The entries of one kind of members, ``worker`` or ``gateway``."""

    def __init__(self, link: Link, *, group: str, replicas: int = 1) -> None:
        """Take the connection; the buckets are made by ``ensure``."""
        self._link, self._group, self._replicas = link, group, replicas

    def ensure(self, layout: Layout) -> None:
        """Make the buckets unless they are there, and write the layout down unless somebody has.

        Raises:
            StreamError: If the engine does not answer.
            SettingsError: If the cluster has another layout.
        """
        self._call(self._ensure_bucket(MEMBERS, max_age=REMEMBERED))
        self._call(self._ensure_bucket(LEASES, max_age=0))
        if self._put(LEASES, "layout", layout.document, revision=0):
            return
        ((_, _, found),) = self._call(self._read(LEASES, "layout"))
        if found != layout.document:
            expected, got = found.decode(), layout.document.decode()
            named = "FENGHUO_CLUSTER__PARTITIONS, __BASINS, __TERRITORIES"
            raise SettingsError(f"{named}: this cluster has {expected}, got {got}")

    def beat(self, name: str, note: str = "") -> None:
        """Say that a member lives.

        Raises:
            StreamError: If the engine did not take it.
        """
        self._put(MEMBERS, f"{self._group}.{name}", note.encode(), revision=None)

    def look(self) -> Sight:
        """Return what the board shows.

        Raises:
            StreamError: If the engine does not answer.
        """
        members = self._call(self._read(MEMBERS, f"{self._group}.>"))
        leases = self._call(self._read(LEASES, f"{self._group}.>"))
        return Sight(
            members={self._short(key): revision for key, revision, _ in members},
            leases={self._short(key): _lease(body, revision) for key, revision, body in leases},
        )

    def swap(self, resource: str, lease: Lease) -> bool:
        """Write a lease if its entry is still at the revision that was seen; return whether it was.

        Raises:
            StreamError: If the engine does not answer: the lease may have been written.
        """
        body = json.dumps({"holder": lease.holder, "epoch": lease.epoch}).encode()
        return self._put(LEASES, f"{self._group}.{resource}", body, revision=lease.revision)

    def _short(self, key: str) -> str:
        return key.removeprefix(f"{self._group}.")

    def _call(self, work: Coroutine[Any, Any, Any]) -> Any:
        try:
            return self._link.submit(work).result(2 * _PATIENCE)
        except TimeoutError as error:
            raise StreamError("the board does not answer") from error

    def _put(self, bucket: str, key: str, body: bytes, *, revision: int | None) -> bool:
        try:
            self._call(self._link.put(f"$KV.{bucket}.{key}", body, revision=revision, timeout=_PATIENCE))
        except StreamError as error:
            if error.code != _CHANGED:
                raise
            return False
        return True

    async def _read(self, bucket: str, keys: str) -> list[tuple[str, int, bytes]]:
        asked = {"multi_last": [f"$KV.{bucket}.{keys}"], "batch": _MOST}
        answers = await self._link.gather(f"$JS.API.DIRECT.GET.KV_{bucket}", asked)
        prefix = f"$KV.{bucket}."
        found = []
        for answer in answers:
            headers = answer.headers or {}
            key = headers["Nats-Subject"].removeprefix(prefix)
            if "KV-Operation" not in headers:
                found.append((key, int(headers["Nats-Sequence"]), bytes(answer.data)))
        return found

    async def _ensure_bucket(self, bucket: str, *, max_age: int) -> None:
        wanted = {
            "name": f"KV_{bucket}",
            "subjects": [f"$KV.{bucket}.>"],
            "storage": "file",
            "discard": "new",
            "max_msgs_per_subject": 1,
            "max_age": max_age * 1_000_000_000,
            "num_replicas": self._replicas,
            "allow_rollup_hdrs": True,
            "deny_delete": True,
            "allow_direct": True,
            "max_bytes": 16 * 1024 * 1024,
        }
        try:
            await self._link.ask(f"$JS.API.STREAM.INFO.KV_{bucket}", {})
        except StreamError as error:
            if error.code != NO_STREAM:
                raise
            await self._link.ask(f"$JS.API.STREAM.CREATE.KV_{bucket}", wanted)


def _lease(body: bytes, revision: int) -> Lease:
    found = json.loads(body)
    return Lease(holder=str(found["holder"]), epoch=int(found["epoch"]), revision=revision)
