"""HJ 212: the frames of pollution monitoring, editions 2005, 2017 and 2025, told apart by ``Flag``.

``frame`` cuts a stream into data segments, ``segment`` reads one, ``packets`` joins those of several packets,
``readings`` says what was measured, ``build`` writes frames. All pure; ``codec`` is the door's way in.

Source:
    HJ 212-2017; HJ/T 212-2005; HJ 212-2025 as far as devices in the field show it.
"""
