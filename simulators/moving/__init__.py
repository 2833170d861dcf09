"""Patrol boats and vehicles on their rounds: where each is, with its speed, its stops and the error of its receiver.

It refuses to measure: what is measured at a place is the world's.
"""
