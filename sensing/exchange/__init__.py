"""Exchange: the registry as tables that people keep: CSV, Excel workbooks, GeoJSON.

Owns reading and writing such files, recognising their columns, and the plan of what an import would change. It
stores nothing, and knows no coordinates but the ones it is given a conversion for.
"""
