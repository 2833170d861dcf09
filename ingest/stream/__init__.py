"""Stream: readings on their way between processes, in a durable work queue of NATS JetStream.

``Link`` is the one place that knows the client library. What is put in is durable when it is acknowledged, and is taken
out when whoever was handed it has stored it.
"""
