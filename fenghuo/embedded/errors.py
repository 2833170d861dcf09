"""What can go wrong with an embedded service; each message says what failed, where, and what to do."""

from pathlib import Path

from sensing.errors import FenghuoError


class ServiceError(FenghuoError):
    """An embedded service could not be prepared, started or stopped."""


class PortTakenError(ServiceError):
    """Another program listens on a port that was asked for."""

    def __init__(self, *, host: str, port: int, flag: str) -> None:
        """Name the port and the command-line flag that moves it."""
        super().__init__(f"port {port} on {host} is taken by another program: free it or choose another with {flag}")
        self.host = host
        self.port = port
        self.flag = flag


class AlreadyRunningError(ServiceError):
    """A living process owns the folder; two owners would destroy the data."""

    def __init__(self, *, folder: Path, owner: str) -> None:
        """Name the folder and the process that owns it."""
        super().__init__(f"{folder} is in use by {owner}: stop that one first or choose another --data-dir")
        self.folder = folder
        self.owner = owner
