"""What people report: calls to a desk, some late, some wrong, some twice.

Owns who calls when about what, and the words. It refuses to mark what is false: the desk cannot know it either.
"""
