"""Addresses and phone numbers, against those who know."""

import ipaddress

from filbert.expressions.address import address_text, contains, masked, parse_address
from filbert.expressions.phone import country_of, owners, plans
from hypothesis import example, given
from hypothesis import strategies as st


def of_library(text: str) -> bytes | None:
    """What the standard library reads; it takes the zones of interfaces, we do not."""
    try:
        return None if "%" in text else ipaddress.ip_address(text).packed
    except ValueError:
        return None


@given(st.one_of(st.ip_addresses().map(str), st.text("0123456789abcdefABCDEF:.", max_size=24)))
@example("1:2:3:4:5:6:7::")
@example("::1:2:3:4:5:6:7")
@example("1::2:3:4:5:6:7:8")
@example("::1.2.3.4")
@example("1.2.3.4::")
@example("1:2:3:4:5:6:1.2.3.4")
@example(":::")
def test_addresses_are_those_of_the_standard_library(text: str) -> None:
    assert parse_address(text) == of_library(text)


@given(st.ip_addresses())
def test_the_text_is_the_canonical_one(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    """Whole groups of zeros before an address of version 4 are written as for any other."""
    assert parse_address(address_text(address.packed)) == address.packed
    assert address_text(address.packed) == address.compressed


@given(st.ip_addresses(v=4), st.ip_addresses(v=4), st.integers(0, 32))
def test_networks(one: ipaddress.IPv4Address, other: ipaddress.IPv4Address, bits: int) -> None:
    network = ipaddress.ip_network((one, bits), strict=False)

    assert contains(f"{one}/{bits}", other.packed) == (other in network)
    assert masked(one.packed, bits) == network.network_address.packed


def test_every_beginning_of_a_number_has_a_plan_with_its_code() -> None:
    """Else a number could be found that cannot be measured."""
    assert [
        beginning for beginning, region in owners().items() if not beginning.startswith(plans()[region].code)
    ] == []


def test_countries_with_a_code_of_their_own() -> None:
    assert [country_of(digits) for digits in ("48600100200", "3545551234", "18765550123", "999")] == [
        "PL",
        "IS",
        "JM",
        None,
    ]
