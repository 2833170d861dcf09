"""Convergence: how nodes that were cut off from each other come to one history (ADR 0028).

Owns facts, their order, and the fold that makes incidents of them through the one table of moves. Pure. It stores and
sends nothing, and decides nothing by row ids.
"""
