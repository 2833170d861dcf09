"""What is measured, where, when and how far it can be trusted.

Owns Station, Datastream, ObservedProperty, Batch, Quality, Level and event time. It is the leaf of the
import tree: pure values, no I/O, no clock. It refuses to know about rules, people or storage.
"""
