"""Cluster: several processes on one readings stream, each with its partitions.

Owns who judges what. The broker's own engine (NATS JetStream) and the database do the rest: no consensus is made here.
"""
