"""What drills may be started from the console."""

from __future__ import annotations

from pydantic import Field

from fenghuo.sections.section import Section


class Drills(Section):
    """Drills that this installation starts, each in a process of its own."""

    #: Folder of the records and logs of drills; empty: none is started from here.
    folder: str = ""
    #: Port of the first drill's console, the next drill has the next; 0: any that is free.
    port: int = Field(default=8610, ge=0, le=65534)
    #: How many drills may run at once.
    at_once: int = Field(default=1, ge=1, le=2)
    #: Address under which browsers reach the first drill's console, such as ``https://drill.example``, where a proxy
    #: stands before it; empty: this host, by the drill's own port.
    url: str = ""
