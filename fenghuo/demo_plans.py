"""The response plans and rules of inhibition of the demo city: the examples, which anybody may read and change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from incidents.procedure import ProcedureKind, check_new
from sensing.document import read_document

if TYPE_CHECKING:
    from datetime import datetime

    from store.memory import MemoryStore
    from store.postgres import PostgresStore

#: Where they are in a working copy; an installed package has none.
FOLDER = Path(__file__).resolve().parents[1] / "examples" / "plans"


def load_demo_plans(
    store: PostgresStore | MemoryStore, *, author: str, at: datetime, folder: Path = FOLDER
) -> list[str]:
    """Put the documents of a folder into a store that has never had them; return the ids of those that were new."""
    known = {(each.kind, each.id) for each in store.procedures()}
    loaded: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        text = path.read_text("utf-8")
        kind = _kind(text, origin=path.name)
        id_ = check_new(kind, text, others=store.procedures())
        if (kind, id_) not in known:
            with store.begin() as tx:
                tx.put_procedure(kind, id_, source=text, author=author, at=at)
            loaded.append(id_)
    return loaded


def _kind(text: str, *, origin: str) -> ProcedureKind:
    document = read_document(text, origin=origin, what="plan")
    kind = getattr(getattr(document.root, "items", {}).get("kind"), "text", "")
    return ProcedureKind(kind.lower())
