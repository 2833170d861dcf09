"""Backup: everything that the database and the evidence folder hold, in one file; and the way back.

Owns the archive format, its checks, and the order in which a database is filled again. Knows no table by name beyond
the few whose state is told to people: what there is, is asked of the database's catalogue, so that a table of a later
migration is included without a word here. Settings and their secrets are not part of a backup.
"""
