"""What is dangerous: rule documents, their compiler and the vectorised engine.

``evaluate(state, batch) -> (state, transitions)`` is deterministic in event time and used unchanged for
live detection, recovery, back-tests and drills. Pure: no I/O, no clock; ``now`` is an argument.
"""
