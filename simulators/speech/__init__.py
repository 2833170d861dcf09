"""The protocols that simulated devices speak.

Owns small encoders of its own for SenML, HJ 212, SL 651 and the messages of cameras, written from the standards: the
readers at the door are somebody else's, so that a mistake in one is not hidden by the same mistake in the other. It
refuses to know them.
"""
