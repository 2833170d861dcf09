"""Relay: what a message goes through on its way over nodes and thin links (ADR 0028).

Owns whether an order may still be played at a hop, the short message of a satellite terminal, which transport is taken,
and which of two answers stands. Pure. It opens no link.
"""
