"""Addresses of the Internet Protocol, version 4 and 6."""

from typing import Annotated

from filbert.expressions import ast
from filbert.expressions.address import (
    address_text,
    contains,
    is_private,
    masked,
    parse_address,
    parse_network,
)
from filbert.expressions.checker.context import Context
from filbert.expressions.errors import EvalError
from filbert.expressions.functions.entry import java_name
from filbert.expressions.functions.parameter import Literal, literal_text
from filbert.expressions.functions.registry import function


def _network(context: Context, argument: ast.Node) -> str | None:
    hint = "such as '10.0.0.0/8' or 'fe80::/10'"
    text = literal_text(context, argument, "the network", hint)
    if text is not None and parse_network(text) is None:
        context.error(argument, "E_LITERAL", f"'{text}' is no network", hint)
        return None
    return text


Network = Annotated[str, Literal("'network'", _network)]


@function(
    "addresses",
    java="IpVersion",
    flink=f"({java_name('IpVersion')}({{0}}) > 0)",
    example=("IS_VALID_IP('192.168.0.1')", "TRUE"),
)
def is_valid_ip(text: str) -> bool:
    """Whether the text is an address of version 4 or 6."""
    return parse_address(text) is not None


@function(
    "addresses",
    java="IpVersion",
    flink=f"NULLIF({java_name('IpVersion')}({{0}}), 0)",
    range_=(4, 6),
    example=("IP_VERSION('::1')", "6"),
)
def ip_version(text: str) -> int | None:
    """The version of the address, 4 or 6; NULL if the text is none."""
    address = parse_address(text)
    return None if address is None else 4 if len(address) == 4 else 6


@function(
    "addresses", java="IpInNetwork", null_means="E_CAST", example=("IP_IN('10.1.2.3', '10.0.0.0/8')", "TRUE")
)
def ip_in(address: str, network: Network, at: int) -> bool:
    """Whether an address lies in a network; one of the other version does not."""
    parsed = parse_address(address)
    if parsed is None:
        raise EvalError("E_CAST", at)
    return bool(contains(network, parsed))


@function(
    "addresses", java="IpIsPrivate", null_means="E_CAST", example=("IS_PRIVATE_IP('192.168.0.1')", "TRUE")
)
def is_private_ip(address: str, at: int) -> bool:
    """Whether an address is of a private, local or shared range, which the public network does not know."""
    parsed = parse_address(address)
    if parsed is None:
        raise EvalError("E_CAST", at)
    return is_private(parsed)


@function(
    "addresses",
    java="IpNetwork",
    null_means="E_CAST",
    example=("IP_NETWORK('10.1.2.3', 24)", "'10.1.2.0/24'"),
)
def ip_network(address: str, bits: int, at: int) -> str:
    """The network of so many bits that holds an address, in its shortest writing: a key for counting neighbours."""
    parsed = parse_address(address)
    if parsed is None or not 0 <= bits <= len(parsed) * 8:
        raise EvalError("E_CAST", at)
    return f"{address_text(masked(parsed, bits))}/{bits}"
