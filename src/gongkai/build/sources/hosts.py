"""Which addresses may be asked: http and https at public hosts, nothing inside a network.

A name says nothing about where it leads. So it is resolved, every address that it has must be a
public one, and the connection goes to the address that was looked at and not to the name again.
"""

from __future__ import annotations

import ipaddress
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

MOST = 2000  # characters of an address
_PORTS = {"http": 80, "https": 443}
_FREE_PORTS = 1024  # below it stand services that do not speak HTTP
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_SAFE = "!#$%&'()*+,/:;=?@[]~"  # what an address holds besides letters and digits


class Target(NamedTuple):
    """An address in its parts; `host` as certificates and resolvers know it."""

    scheme: str
    host: str
    port: int
    path: str  # with the query
    url: str

    @property
    def named(self) -> str:
        """The host as a request names it: with the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def target(url: str) -> Target | None:
    """The parts of an address that may be asked; None for any other."""
    if len(url) > MOST or not url.isascii() or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:
        return None
    usual = _PORTS.get(parts.scheme)
    if usual is None or not host or "@" in parts.netloc:
        return None
    port = usual if port is None else port
    if port not in _PORTS.values() and port < _FREE_PORTS:
        return None
    path = parts.path or "/"
    path = f"{path}?{parts.query}" if parts.query else path
    return Target(parts.scheme, host, port, path, url)


def next_target(current: Target, location: str) -> Target | None:
    """Where a redirect leads; None where it may not be followed.

    Headers are read as Latin-1, and some hosts write UTF-8 into them.
    """
    try:
        written = quote(location[: MOST + 1].encode("latin-1"), safe=_SAFE)
        return target(urljoin(current.url, written).partition("#")[0])
    except ValueError:
        return None


def is_public(address: str) -> bool:
    """Whether an address, as numbers, lies in the public network.

    Not so: private, loopback, link-local, shared, reserved, multicast; nor an address of IPv6 in
    which such a one of IPv4 is packed.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if any(found in net for net in _NAT64):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if int(found) >> 32 == 0 or found.is_site_local:  # ::/96, an older way to pack IPv4
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved
