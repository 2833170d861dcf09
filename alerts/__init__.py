"""What people are told: warnings (CAP), who may release them, who gets them, over which channel.

Judges no reading and owns no incident. The pure part (warning, cap, approval) knows no channel; a channel
knows no rule.
"""
