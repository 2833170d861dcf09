"""A drill in a process of its own: the same functions as live; store, clock, contacts and channels are the drill's."""
