"""The wire formats, each a pure codec: bytes in, records out.

Bad input is a value here, never an exception: every codec answers with records and refusals, and the
good part of a message passes whatever the rest looks like.
"""
