"""A chemical spill that travels down a river.

Owns the way of the water, advection and dispersion along it, what the substance does to what probes measure, and the
truth. It refuses to forecast: its times are those of an invented river in the order of the public one.
"""
