"""Permit: which addresses may be asked. Pure.

A device or whoever keeps the contacts names the URL, so it may be an attacker's: it may point at this machine, at the
cloud's metadata service, or at a name that leads there. Nothing is asked unless an operator listed it, and what a name
leads to is judged again as an address:

* a public address is asked if the host is listed;
* a private one (10/8, 172.16/12, 192.168/16, 100.64/10, fc00::/7) if the host is listed by its full name, not
  by a ``*`` pattern, or if the address is listed itself;
* loopback, link-local, multicast, a cloud's metadata service and every other one only if the address is listed itself.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import httpx2

from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_PORTS: Final = {"http": 80, "https": 443}
#: A name of DNS. Its last label is no number: such hosts are odd spellings of addresses (``0x7f.1``).
_NAME: Final = re.compile(r"(?=.{1,253}\Z)([a-z0-9_-]{1,63}\.)*[a-z_-][a-z0-9_-]{0,62}")
_WITH_PORT: Final = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[^:]+):(?P<port>\d{1,5})")
_PRIVATE: Final = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)
#: Never public, whatever the tables of the Python in use say: reserved for protocols (a cloud's metadata lives there),
#: relays, site-local, documentation, translation inside a network.
_SPECIAL: Final = tuple(
    map(
        ipaddress.ip_network,
        ("192.0.0.0/24", "192.88.99.0/24", "fec0::/10", "3fff::/20", "64:ff9b:1::/48", "2001::/23"),
    )
)
#: Metadata services of clouds inside private ranges: a listed name does not open them.
_METADATA: Final = frozenset(map(ipaddress.ip_address, ("100.100.100.200", "fd00:ec2::254")))
#: Ranges of IPv6 that carry an IPv4 address, and how far from the right it ends, bits.
_CARRIERS: Final = ((ipaddress.IPv6Network("64:ff9b::/96"), 0), (ipaddress.IPv6Network("2002::/16"), 80))
_LONGEST_URL: Final = 2048
_PORT_END: Final = 65536


class PermitError(FenghuoError):
    """An entry of the list of hosts cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a URL asks for, as far as the permit is concerned."""

    url: httpx2.URL
    #: Lower-case name or address, as it will be resolved.
    host: str
    port: int
    #: Whether the host is listed by its full name.
    is_named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One line of the list."""

    #: Full name, or what follows ``*.``; empty for addresses.
    name: str = ""
    is_pattern: bool = False
    network: Network | None = None
    #: None: the usual port of the scheme.
    port: int | None = None

    def fits_port(self, target_port: int, scheme: str) -> bool:
        return target_port == (_PORTS[scheme] if self.port is None else self.port)

    def fits_name(self, host: str) -> bool:
        return host.endswith(f".{self.name}") if self.is_pattern else bool(self.name) and host == self.name


class Permit:
    """The list of hosts; an empty one permits nothing."""

    def __init__(self, hosts: Iterable[str]) -> None:
        """Read the list.

        Args:
            hosts: Names (``cam7.lan``), patterns (``*.cameras.example``), addresses and networks
                (``10.1.0.0/16``); names and addresses may carry a port (``cam7.lan:8080``, ``[fd00::1]:8080``).

        Raises:
            PermitError: If an entry is none of these.
        """
        self._entries = tuple(_entry(host.strip().lower()) for host in hosts if host.strip())

    def __bool__(self) -> bool:
        """Return whether anything may be asked at all."""
        return bool(self._entries)

    def target(self, url: str) -> Target | str:
        """Return what a URL asks for, or why it is not asked for."""
        parsed = _parsed(url)
        if isinstance(parsed, str):
            return parsed
        scheme, host = parsed.scheme, parsed.raw_host.decode("ascii").lower().rstrip(".")
        port = _PORTS[scheme] if parsed.port is None else parsed.port
        literal = _address(host)
        if literal is None and not _NAME.fullmatch(host):
            return f"expected the name of a host or an address, got {host[:60]!r}"
        fitting = [entry for entry in self._entries if entry.fits_port(port, scheme)]
        names = [entry for entry in fitting if entry.fits_name(host)]
        if not names and not (literal is not None and _is_listed(literal, fitting)):
            return f"host {host[:60]!r}, port {port}, is not listed"
        return Target(url=parsed, host=host, port=port, is_named=any(not entry.is_pattern for entry in names))

    def refusal(self, target: Target, address: str) -> str:
        """Return why an address that a target's host leads to is not asked; empty when it may be."""
        found = _address(address.partition("%")[0])
        if found is None:
            return f"expected an address, got {address[:60]!r}"
        if _is_listed(found, [entry for entry in self._entries if entry.fits_port(target.port, target.url.scheme)]):
            return ""
        is_public = found.is_global and not found.is_multicast and not found.is_reserved
        if is_public and not _is_in(found, _SPECIAL):
            return ""
        if target.is_named and _is_in(found, _PRIVATE) and found not in _METADATA:
            return ""
        return f"{target.host} leads to {found}, which is not public and not listed"


def _parsed(url: str) -> httpx2.URL | str:
    """Return a URL that is one of the web's and carries no secret, or why it is not."""
    if len(url) > _LONGEST_URL:
        return f"expected a URL of at most {_LONGEST_URL} characters, got {len(url)}"
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError, TypeError) as error:
        return f"expected a URL: {error}"
    if parsed.scheme not in _PORTS:
        return f"expected http or https, got {parsed.scheme[:20]!r}"
    return "expected a URL without user and password" if parsed.userinfo else parsed


def _entry(text: str) -> _Entry:
    try:
        return _Entry(network=ipaddress.ip_network(text))
    except ValueError:
        pass
    port: int | None = None
    host = text
    if with_port := _WITH_PORT.fullmatch(text):
        host, port = with_port["host"].strip("[]"), int(with_port["port"])
    if port is not None and not 0 < port < _PORT_END:
        raise PermitError(f"expected a port of 1 to 65535, got {text!r}")
    address = _address(host)
    if address is not None:
        return _Entry(network=ipaddress.ip_network(address), port=port)
    name = host.removeprefix("*.")
    if not _NAME.fullmatch(name):
        raise PermitError(f"expected a host, *.domain, an address or a network, got {text!r}")
    return _Entry(name=name, is_pattern=host.startswith("*."), port=port)


def _address(text: str) -> Address | None:
    """Return the address that a text spells, IPv4 taken out of the IPv6 that carries it; None for a name."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found.ipv4_mapped:
        return found.ipv4_mapped
    for network, shift in _CARRIERS:
        if found in network:
            return ipaddress.IPv4Address((int(found) >> shift) & 0xFFFFFFFF)
    return found


def _is_in(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def _is_listed(address: Address, entries: Iterable[_Entry]) -> bool:
    return any(
        entry.network is not None and entry.network.version == address.version and address in entry.network
        for entry in entries
    )
