"""SZY 206-2016: data of water resources stations, as a pure codec that is **unverified**.

The official text was not at hand and no frame of a real device; the layout is put together from public code. What is
known is read, what is not known is refused and kept in quarantine, never guessed. See ``docs/wire/szy206.md``.
"""
