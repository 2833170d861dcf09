"""Quality control: how far each reading can be trusted, and which check said so.

Flags only ever lower trust: a reading the device calls doubtful stays at least doubtful, and no reading is dropped.
``Inspector`` flags batches as they arrive, ``review`` finds the flags of stored readings anew. Judges no danger, does
no I/O, reads no clock.
"""

from ingest.quality.inspector import FUTURE_SKEW, Flagged, Inspector

__all__ = ["FUTURE_SKEW", "Flagged", "Inspector"]
