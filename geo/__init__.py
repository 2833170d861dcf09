"""Where things are: divisions, fences, rivers, containment, datums, files of places.

Coordinates are always (lon, lat) in WGS-84/CGCS2000 degrees. Pure; refuses files, sockets and clocks.
"""
