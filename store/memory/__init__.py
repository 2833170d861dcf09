"""The store's in-memory twin, for tests and for trying things out: same calls, same answers, nothing kept."""

from store.memory.store import MemoryStore
from store.memory.transaction import MemoryTransaction

__all__ = ["MemoryStore", "MemoryTransaction"]
