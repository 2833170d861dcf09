"""The air of a drill: a week of heavy pollution and what chimneys add to it.

Owns the box over the region, the chimneys' plumes, the index of simulated air and the truth. It refuses to know the
rules: its table of the index is its own.
"""
