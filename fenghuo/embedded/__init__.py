"""The services that `fenghuo demo` brings along: a PostgreSQL and an MQTT broker of its own.

This package owns starting, finding, recovering and stopping them: one folder per service, one owner per folder. It
refuses to touch a process that it did not start, to change the mode of a folder that it did not make, and to run
PostgreSQL as root. It knows nothing of stations or warnings; real installations use real services instead. Linux only.
"""
