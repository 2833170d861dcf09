"""Benchmarks that come with the product, so that anyone can repeat them: ``fenghuo bench ingest|latency|fanout``.

Senders keep an open-loop schedule: a message counts from the instant at which it should have been sent, so
that a stalled system cannot slow the sender down and look fast. Every reading is unique, so that loss is a
counted result. CPU-seconds are read per process.
"""
