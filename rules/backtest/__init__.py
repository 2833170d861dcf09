"""Back-tests: what a rule would have said about stored readings, scored and compared. Pure.

It judges by the engine that judges live and owns no rule of its own: episodes, labels, scores and differences are
read off transitions. It reads no store; whoever runs it feeds it chunks of history.
"""

from rules.backtest.summary import document_hash, summary

__all__ = ["document_hash", "summary"]
