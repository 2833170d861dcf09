"""Files of places that other systems keep (GeoJSON, zipped Shapefile, KML, KMZ), read into divisions and fences.

Bytes come in, records come out; nothing is fetched, nothing is written. A file is read as it is (``geojson``,
``shape``, ``kml``), brought to (lon, lat) degrees (``projection``), repaired or refused feature by feature
(``repair``), and only then taken for divisions or fences. Whatever was assumed or changed on the way is told.
"""
