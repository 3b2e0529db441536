"""Addresses of the Internet Protocol as texts and bytes. `filbert.functions.Address` of the JVM library reads the same.

The module of the standard library is not used: it takes zones of interfaces, and changes from version to version.
"""

import re
from typing import Final

PRIVATE: Final = (
    *(
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
    ),
    *("::/128", "::1/128", "fc00::/7", "fe80::/10"),
)
"""Ranges that are not routed in the public network: RFC 6890 and those of single hosts and links."""

_is_four = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})", re.ASCII).fullmatch
_is_group = re.compile(r"[0-9a-fA-F]{1,4}", re.ASCII).fullmatch
_is_bits = re.compile(r"[0-9]{1,3}", re.ASCII).fullmatch


def parse_address(text: str) -> bytes | None:
    """Return the bytes of an address, 4 or 16; None if the text is none."""
    if ":" not in text:
        return _parse_four(text)
    head, gap, tail = text.partition("::")
    if "::" in text[len(head) + 1 :]:
        return None
    first, last = _groups(head, not gap), _groups(tail, True)
    if (
        first is None
        or last is None
        or len(first) + len(last) > (14 if gap else 16)
        or (not gap and len(first) != 16)
    ):
        return None
    return first + bytes(16 - len(first) - len(last)) + last


def _parse_four(text: str) -> bytes | None:
    if not _is_four(text):
        return None
    parts = [int(part) for part in text.split(".")]
    return bytes(parts) if max(parts) <= 255 else None


def _groups(text: str, is_last: bool) -> bytes | None:
    """Return the bytes of groups of hexadecimal digits; the last one may be an address of version 4."""
    found = b""
    parts = text.split(":") if text else []
    for number, part in enumerate(parts, 1):
        four = _parse_four(part) if is_last and number == len(parts) else None
        if four is not None:
            found += four
        elif _is_group(part):
            found += int(part, 16).to_bytes(2, "big")
        else:
            return None
    return found


def masked(address: bytes, bits: int) -> bytes:
    """Return an address with all bits but the first ones zero."""
    rest = len(address) * 8 - bits
    return (int.from_bytes(address, "big") >> rest << rest).to_bytes(len(address), "big")


def parse_network(text: str) -> tuple[bytes, int] | None:
    """Return the first address of a network and its number of bits; None if the text is none."""
    start, slash, bits = text.partition("/")
    address = parse_address(start)
    if address is None or not slash or not _is_bits(bits) or int(bits) > len(address) * 8:
        return None
    return masked(address, int(bits)), int(bits)


def contains(network: str, address: bytes) -> bool | None:
    """Return whether a network holds an address; None if there is no such network."""
    found = parse_network(network)
    if found is None:
        return None
    start, bits = found
    return len(start) == len(address) and masked(address, bits) == start


def is_private(address: bytes) -> bool:
    """Return whether an address is of a range that is not routed in the public network."""
    return any(contains(network, address) for network in PRIVATE)


def address_text(address: bytes) -> str:
    """Return the text of an address, version 6 in small letters and with its longest run of zeros left out."""
    if len(address) == 4:
        return ".".join(map(str, address))
    groups = [format(int.from_bytes(address[at : at + 2], "big"), "x") for at in range(0, 16, 2)]
    longest, start = 1, -1
    for at in range(8):
        length = next((end for end in range(at, 8) if groups[end] != "0"), 8) - at
        if length > longest:
            longest, start = length, at
    if start < 0:
        return ":".join(groups)
    return f"{':'.join(groups[:start])}::{':'.join(groups[start + longest :])}"
