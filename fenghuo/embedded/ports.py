"""TCP ports: is one free, and which one may we have.

A port that is free now may be taken a moment later; whoever binds it last still has to cope with losing that race.
"""

import errno
import socket

from fenghuo.embedded.errors import PortTakenError, ServiceError

LOOPBACK = "127.0.0.1"


def is_free(port: int, *, host: str = LOOPBACK) -> bool:
    """Return whether this machine would let a new listener have the port."""
    try:
        _bind(host, port).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise ServiceError(f"cannot listen on {host} port {port}: {error.strerror}") from error
    return True


def require_free(port: int, *, host: str = LOOPBACK, flag: str) -> int:
    """Return the port when it is free.

    Args:
        port: The port that was asked for.
        host: The address to listen on.
        flag: The command-line flag that chooses the port, for the message.

    Raises:
        PortTakenError: Another program listens there.
    """
    if not is_free(port, host=host):
        raise PortTakenError(host=host, port=port, flag=flag)
    return port


def free_port(*, host: str = LOOPBACK, preferred: int | None = None) -> int:
    """Return the preferred port when it is free, else any free one."""
    if preferred is not None and is_free(preferred, host=host):
        return preferred
    with _bind(host, 0) as listener:
        port: int = listener.getsockname()[1]
        return port


def accepts(port: int, *, host: str = LOOPBACK, timeout_s: float = 0.5) -> bool:
    """Return whether something answers a TCP connection there."""
    try:
        socket.create_connection((_reachable(host), port), timeout=timeout_s).close()
    except OSError:
        return False
    return True


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        # The services do the same; without it a connection in TIME_WAIT would count as a listener.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except BaseException:
        listener.close()
        raise
    return listener


def _reachable(host: str) -> str:
    """Return an address that reaches a listener on every address of this machine."""
    return {"0.0.0.0": LOOPBACK, "::": "::1", "": LOOPBACK}.get(host, host)  # noqa: S104
