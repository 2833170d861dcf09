"""The store on PostgreSQL, with TimescaleDB or without.

Owns the pool, every statement's call and the mapping between rows and records. Nothing outside this folder
knows the driver.
"""

from store.postgres.store import PostgresStore
from store.postgres.transaction import PostgresTransaction

__all__ = ["PostgresStore", "PostgresTransaction"]
