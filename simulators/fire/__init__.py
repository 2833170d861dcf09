"""A forest fire in the wind, and what cameras take for one.

Owns the spread of the fire, its smoke, what lookouts see of it with which confidence, what fog and kitchen smoke make
them see, and the truth. It refuses to know the terrain: ridges are drawn, not surveyed.
"""
