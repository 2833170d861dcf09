"""The roll call (叫应): calls every village in a warning's area until a named person has answered. Pure.

Owns who is called when, what an answer means, when a village has answered and what happens when it has not. Sends
nothing, knows no telephone number and no clock: ``machine.step`` takes what is new and ``now``, and returns the calls
to make, the tasks and incidents to open, and the instant at which it wants to be called again.
"""
