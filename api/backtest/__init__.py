"""Back-tests for people: a rule, or a draft of it, over stored readings, scored, compared and drawn.

What is judged and how it is scored is the business of ``rules.backtest``; this reads the store, tells how far it got,
and shows what came out. The command line uses it as the API does.
"""
