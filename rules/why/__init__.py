"""Why: what each rule thought of a datastream at an instant, and why it did or did not fire. Pure.

The stored readings before the instant are replayed by the engine that judges live, with the rules narrowed to the one
station; what it then remembers is put in words. Each kind of rule has its words in ``rules/<kind>/why.py``, which
``rules.why.trace`` calls.
"""
