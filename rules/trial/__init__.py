"""Trials: tests of rules that are written as data, and the pure runner that judges them with the live engine.

This package reads and runs ``kind: RuleTest`` documents; which files they name is read by ``fenghuo.checking``.
"""
