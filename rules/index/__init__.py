"""Indices: the air quality index and the class of surface water, as the standards reckon them. Pure.

Only the formulas live here: which readings go in, and where the result is kept, is the business of others.
"""
