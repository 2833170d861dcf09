"""SL 651-2014: data of hydrological telemetry stations, as a pure codec.

Owns frames (HEX/BCD and ASCII), bodies, groups of values, pictures in packets, the rain counter, and the frames that a
centre sends down. Refuses to guess: what the standard leaves open and what devices do otherwise stands in
``docs/wire/sl651.md``. No socket and no clock; the conversation with a device is ``ingest.listener.sl651``.
"""
