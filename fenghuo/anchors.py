"""Anchors: the heads of the journal, written down where the database's owner cannot reach them.

A text file that is only ever appended to, one JSON object a line. Each names the hash of the line before it, so a line
that is taken out shows; where the installation signs its messages, each is signed with that key. The file is worth
something on another machine, on paper, or in somebody else's hands.
"""

from __future__ import annotations

import hashlib
import json
import os
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

from alerts.errors import CapError
from fenghuo.cap_keys import CapKeyError, load_signer
from incidents.audit import Anchor, heads_digest
from incidents.journal import canonical_data
from sensing.errors import FenghuoError
from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alerts.signing import Signer
    from fenghuo.settings import Settings
    from store.postgres import PostgresStore


class AnchorError(FenghuoError):
    """An anchor file is not what was written."""


def append_anchor(path: Path, anchor: Anchor, *, signer: Signer | None) -> None:
    """Write where the journal stands; the line is on the disk when this returns."""
    lines = _lines(path) if path.exists() else []
    told: dict[str, Any] = {
        "at": format_instant(anchor.at),
        "seq": anchor.seq,
        "heads": anchor.heads,
        "previous": _hash(lines[-1]) if lines else "",
    }
    if signer is not None:
        told["signature"] = b64encode(signer.key.sign(canonical_data(told).encode(), ECDSA(hashes.SHA256()))).decode()
    with path.open("a", encoding="utf-8") as file:
        file.write(canonical_data(told) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_anchors(path: Path, *, signer: Signer | None = None) -> list[Anchor]:
    """Return the anchors of a file, in order.

    Args:
        path: The file.
        signer: Whose signature every line must bear; None: signatures are not looked at.

    Raises:
        AnchorError: If a line is missing, changed or not signed; names it.
    """
    try:
        lines = _lines(path)
    except OSError as error:
        raise AnchorError(f"{path}: cannot be read: {error.strerror}") from None
    anchors, previous = [], ""
    for number, line in enumerate(lines, start=1):
        try:
            told = json.loads(line)
            anchor = Anchor(at=datetime.fromisoformat(told["at"]), seq=int(told["seq"]), heads=str(told["heads"]))
            if told["previous"] != previous:
                raise AnchorError(f"{path}:{number}: the line before it is missing or was changed")
            if signer is not None:
                signature = b64decode(told.pop("signature"))
                signer.key.public_key().verify(signature, canonical_data(told).encode(), ECDSA(hashes.SHA256()))
        except InvalidSignature:
            raise AnchorError(f"{path}:{number}: not signed with our key") from None
        except (ValueError, KeyError, TypeError) as error:
            raise AnchorError(f"{path}:{number}: expected an anchor, got: {error}") from None
        anchors.append(anchor)
        previous = _hash(line)
    return anchors


def signer_of(settings: Settings) -> Signer | None:
    """Return the key that signs, None where messages are not signed.

    Raises:
        CapKeyError: If it should and cannot be read.
    """
    if not settings.cap.sign:
        return None
    return load_signer(Path(settings.cap.key_file), Path(settings.cap.cert_file))


def anchor_of(heads: Mapping[str, bytes], seq: int, *, at: datetime) -> Anchor:
    """Return where a journal stands."""
    return Anchor(at=at, seq=seq, heads=heads_digest(heads))


def anchor_chore(settings: Settings, store: PostgresStore) -> Callable[[datetime], datetime | None]:
    """Return the warden's work: an anchor from time to time, where a file is set and there is news."""
    path, every = Path(settings.audit.anchor_file), timedelta(minutes=settings.audit.anchor_minutes)

    def write(at: datetime) -> datetime | None:
        last = read_anchors(path)[-1:] if path.exists() else []
        if last and at < last[0].at + every:
            return last[0].at + every
        seq, heads = store.journal_standing()
        if not last or seq > last[0].seq:
            try:
                signer = signer_of(settings)
            except (CapKeyError, CapError):
                # An anchor without a signature is better than none; `/readyz` tells of the key already.
                signer = None
            append_anchor(path, anchor_of(heads, seq, at=at), signer=signer)
        return at + every

    return write


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
