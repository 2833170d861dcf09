"""Reports: what happened and how well it was met, from the journal alone.

Owns the facts of an after-action report, its scores, the comparison of two runs, and the pages (HTML and PDF, Chinese
and English) that show them. It is given journal rows and the instant at which the report is made; it refuses to know
the store, the clock and the network, so that nothing stands in a report that the journal does not say.
"""
