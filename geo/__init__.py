"""Where things are: divisions, fences, containment, datums.

Coordinates are always (lon, lat) in WGS-84/CGCS2000 degrees. Pure; refuses files, sockets and clocks.
"""
