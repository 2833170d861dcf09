"""Features: numbers that ladders judge instead of the reading itself, each derived from recent readings.

Rate of rise, accumulation, deviation from a baseline and time to reach a level. A feature is a pure function of the
past and an instant; holding, clearing and the guard against false all-clears are the latches' of
``rules.threshold``. What cannot be known from the readings that are there is given as bounds, never as a guess.
"""
