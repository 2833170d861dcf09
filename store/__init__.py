"""Where things are kept: PostgreSQL with or without TimescaleDB, and an in-memory twin of the same behaviour.

Owns the schema, every SQL statement and the mapping between records and rows. Decides nothing about the
domain: what may follow what is settled before it gets here. Entry points: ``store.postgres.PostgresStore``,
``store.memory.MemoryStore``, ``store.migrate.migrate``.
"""
