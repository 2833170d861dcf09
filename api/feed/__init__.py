"""The live feed: one cursor over the journal per process, broadcast to every WebSocket client.

Owns frames, filters and the hub. A slow client is closed, never waited for; journal frames are never dropped for
a client that stays, latest values are conflated.
"""
