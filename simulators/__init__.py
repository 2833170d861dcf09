"""Virtual stations, weather and rivers, and the replay of recorded data.

Owns the demo city, the storm and the catchment, and the shell that publishes them. It speaks only the wire
format and knows stations and places; it refuses to know rules, incidents, warnings or the store, so that
what it tests cannot lean on it.
"""
