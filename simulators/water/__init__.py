"""Water: what rain becomes in reservoirs, mountain brooks and streets, and where it is really dangerous.

Owns gates, torrents, low points, the truth about them and the water part of a drill's document; it knows the storm
and the catchment and refuses to know how devices tell of it.
"""
