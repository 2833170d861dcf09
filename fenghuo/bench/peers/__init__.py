"""Other systems that do the work of the rule engine and of the fences, on the same data in the same run.

None of them is a dependency: what is not installed is left out and named. ``bench/`` says how each is set up.
"""
