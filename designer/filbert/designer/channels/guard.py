"""Where messages may go: whoever sets up a channel must not reach with it what only this machine can reach.

Public addresses are free. Those of this machine and of private networks have to be named by the operator, by host or by
network; those where clouds keep secrets, and what is no address of one host, are never called.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

SETTING = "FILBERT_NOTIFICATION_HOSTS"
METADATA = frozenset({ipaddress.ip_address("100.100.100.200"), ipaddress.ip_address("fd00:ec2::254")})
"""Where clouds tell their machines secrets, outside the link-local addresses."""
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
Address: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"


class ForbiddenPlaceError(Exception):
    """A host to which no message goes; the message says why, and what to do."""


@dataclass(frozen=True)
class Allowed:
    """What the operator has named."""

    names: frozenset[str] = frozenset()
    """Of hosts; `*.example.org` stands for all below that."""
    networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()

    @staticmethod
    def of(text: str) -> Allowed:
        """Names of hosts, addresses and networks, with commas between them."""
        names, networks = set(), []
        for each in filter(None, (part.strip() for part in text.split(","))):
            try:
                networks.append(ipaddress.ip_network(each, strict=False))
            except ValueError:
                names.add(each.lower().removesuffix("."))
        return Allowed(frozenset(names), tuple(networks))

    def has_name(self, host: str) -> bool:
        """Whether a host was named."""
        labels = host.lower().removesuffix(".").split(".")
        above = {f"*.{'.'.join(labels[at:])}" for at in range(1, len(labels))}
        return ".".join(labels) in self.names or bool(above & self.names)

    def has_address(self, ip: Address) -> bool:
        """Whether an address is in a network that was named."""
        return any(ip in network for network in self.networks)


def safe_address(host: str, port: int, allowed: Allowed) -> str:
    """An address of a host to which messages may go. It is to be called itself: another look-up may give another one.

    Raises:
        ForbiddenPlaceError: there is none, or messages may not go to all that there are.
    """
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise ForbiddenPlaceError(f"There is no host '{host}'.") from None
    for each in sorted(found):
        reason = why_not(host, each, allowed)
        if reason is not None:
            raise ForbiddenPlaceError(reason)
    return min(found, key=lambda each: (":" in each, each))


def why_not(host: str, address: str, allowed: Allowed) -> str | None:
    """Why no message may go to an address of a host; None where one may."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    meant = [*_inside(ip)]
    if any(_is_never(each) for each in meant):
        return (
            f"No message goes to '{host}' ({address}), where clouds keep secrets, or which is no single host."
        )
    if all(each.is_global for each in meant) or allowed.has_name(host):
        return None
    if all(each.is_global or allowed.has_address(each) for each in meant):
        return None
    return (
        f"'{host}' ({address}) is this machine or in a private network. "
        f"Messages go there only if {SETTING} has the host or its network."
    )


def _inside(ip: Address) -> Iterator[Address]:
    """The addresses that one stands for: some of IPv6 lead to one of IPv4."""
    if isinstance(ip, ipaddress.IPv4Address):
        yield ip
        return
    found = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in NAT64:
        found.append(ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF))
    within = [each for each in found if each is not None]
    yield from within or [ip]


def _is_never(ip: Address) -> bool:
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip in METADATA:
        return True
    # To Python, ::1 is of the reserved ones, too.
    return ip.is_reserved and not ip.is_loopback
