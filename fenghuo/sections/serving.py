"""What people and programs are served."""

from __future__ import annotations

from pydantic import Field

from fenghuo.sections.section import Section


class Http(Section):
    """The REST API, the feed and the console."""

    host: str = "127.0.0.1"
    port: int = Field(default=8600, ge=0, le=65535)
    #: Hours a session lasts.
    session_hours: float = Field(default=12, gt=0)
    #: Whether ``/metrics`` answers other machines without a login; this machine always may.
    public_metrics: bool = False
    #: Folder of the built console; empty: the one that came with the installation.
    console: str = ""
