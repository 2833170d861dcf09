"""The only wiring place: command line, settings, embedded services, runtime.

Every other package is handed what it needs; here, and nowhere else, things are constructed, and each
construction registers its own teardown beside it.
"""

__version__ = "0.1.0"
