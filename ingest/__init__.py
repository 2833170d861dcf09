"""The door: MQTT intake, wire formats and quality flags.

Owns the way from bytes to a columnar batch, and the promise that a message is acknowledged only after
whoever took it says it is stored. It refuses to judge: no rule, no level, no incident is known here, and
nothing that arrives is ever dropped without a row in quarantine or a quality flag.
"""
