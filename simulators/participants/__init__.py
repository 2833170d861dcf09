"""Scripted participants of a drill: approvers, villages, and those who are sent tasks.

Pure: given what somebody was told, when and what does he answer. Every draw belongs to the seed, the person and what he
was told, so that neither the order nor the speed of a run changes what anybody does.
"""
