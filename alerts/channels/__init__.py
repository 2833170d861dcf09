"""Ways out of the building, one adapter a module.

A channel takes messages and says what became of each. It carries one CAP status only, fixed when it is built: the
channel of a drill cannot tell anything real, and the reverse. It knows no rule and no incident.
"""
