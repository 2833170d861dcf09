"""Faults of devices and of the ways between them and the broker.

Owns what goes wrong: with values and clocks before a station speaks, and with telegrams after it has spoken. A
fault is a pure function of what passes, its settings and the seed; it refuses to know the world, and asks for the
true value where it needs one.
"""
