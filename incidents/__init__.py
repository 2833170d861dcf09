"""What is happening: one incident per (rule, target), its lifecycle, its owner and its clock.

Judges nothing (rules do) and tells nobody (alerts do).
"""
