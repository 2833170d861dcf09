"""What is measured, where, when and how far it can be trusted.

Owns Station, Datastream, ObservedProperty, Batch, Quality, Level and event time, and the strict reader of the
documents that people write (text in, values with their lines out; what they mean is their owner's). It is the
leaf of the import tree: pure values, no I/O, no clock. It refuses to know about rules, people or storage.
"""
