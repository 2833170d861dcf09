"""Listener: devices that call in over TCP with a protocol of their own.

Two halves. A conversation (``ingest.listener.conversation``) is pure: bytes in, messages and answers out, one per
connection, no socket and no clock. The shell (``ingest.listener.tcp``) owns the sockets and the thread, and
sends an answer that promises something only after the sink has called ``done``.
"""
