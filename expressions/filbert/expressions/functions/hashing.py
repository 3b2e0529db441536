"""Digests, encodings and masks of texts."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from typing import Annotated

from filbert.expressions.errors import EvalError
from filbert.expressions.functions.entry import java_name
from filbert.expressions.functions.parameter import whole_number
from filbert.expressions.functions.registry import function
from filbert.expressions.types import BIGINT_RANGE

Buckets = Annotated[int, whole_number("buckets", 1, 1_000_000, "the number of buckets")]
Width = Annotated[int, whole_number("width", 1, 1_000_000_000, "the width")]

_is_base64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", re.ASCII).fullmatch
_is_base64url = re.compile(r"(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?", re.ASCII).fullmatch
_is_hex = re.compile(r"(?:[0-9a-fA-F]{2})*", re.ASCII).fullmatch


def _hash(algorithm: str) -> str:
    return f"{java_name('Hash')}('{algorithm}', {{0}})"


@function(
    "hashes",
    java="Hash",
    flink=_hash("SHA-256"),
    example=("LEFT(SHA256('abc'), 16)", "'ba7816bf8f01cfea'"),
)
def sha256(text: str) -> str:
    """The SHA-256 of the text in UTF-8, as 64 hexadecimal digits. Without a secret it hides no phone number: all of
    them can be tried."""
    return hashlib.sha256(text.encode()).hexdigest()


@function("hashes", java="Hash", flink=_hash("MD5"), example=("LEFT(MD5('abc'), 16)", "'900150983cd24fb0'"))
def md5(text: str) -> str:
    """The MD5 of the text in UTF-8, as 32 hexadecimal digits: to compare with what others have calculated, not to
    protect anything."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@function("hashes", java="HashBucket", range_=(0, 999_999), example=("HASH_BUCKET('48600100200', 10)", "5"))
def hash_bucket(text: str, buckets: Buckets) -> int:
    """One of so many numbers from 0, evenly and always the same for a text: a stable sample is HASH_BUCKET(key, 100)
    < 5."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1
    return number % buckets


@function(
    "hashes",
    java="Encode",
    flink=f"{java_name('Encode')}('BASE64', {{0}})",
    example=("BASE64_ENCODE('abc')", "'YWJj'"),
)
def base64_encode(text: str) -> str:
    """The text in UTF-8 in base 64."""
    return base64.b64encode(text.encode()).decode()


@function(
    "hashes",
    java="Decode",
    flink=f"{java_name('Decode')}('BASE64', {{0}})",
    null_means="E_CAST",
    example=("BASE64_DECODE('YWJj')", "'abc'"),
)
def base64_decode(text: str, at: int) -> str:
    """The text that is written in base 64, strictly: with its padding, and in UTF-8."""
    return _decoded(base64.b64decode(text) if _is_base64(text) else None, text, base64_encode, at)


@function(
    "hashes",
    java="Encode",
    flink=f"{java_name('Encode')}('BASE64URL', {{0}})",
    example=("BASE64URL_ENCODE('a?>')", "'YT8-'"),
)
def base64url_encode(text: str) -> str:
    """The text in UTF-8 in the base 64 of addresses in the web, without padding."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@function(
    "hashes",
    java="Decode",
    flink=f"{java_name('Decode')}('BASE64URL', {{0}})",
    null_means="E_CAST",
    example=("BASE64URL_DECODE('YT8-')", "'a?>'"),
)
def base64url_decode(text: str, at: int) -> str:
    """The text that is written in the base 64 of addresses in the web, without padding."""
    decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) if _is_base64url(text) else None
    return _decoded(decoded, text, base64url_encode, at)


def _decoded(value: bytes | None, text: str, encode: Callable[[str], str], at: int) -> str:
    if value is None:
        raise EvalError("E_CAST", at)
    try:
        decoded = value.decode()
    except UnicodeDecodeError:
        raise EvalError("E_CAST", at) from None
    if encode(decoded) != text:
        raise EvalError("E_CAST", at)
    return decoded


@function(
    "hashes",
    java="Encode",
    flink=f"{java_name('Encode')}('HEX', {{0}})",
    example=("HEX_ENCODE('abc')", "'616263'"),
)
def hex_encode(text: str) -> str:
    """The text in UTF-8 as small hexadecimal digits."""
    return text.encode().hex()


@function(
    "hashes",
    java="Decode",
    flink=f"{java_name('Decode')}('HEX', {{0}})",
    null_means="E_CAST",
    example=("HEX_DECODE('616263')", "'abc'"),
)
def hex_decode(text: str, at: int) -> str:
    """The text whose UTF-8 is written in hexadecimal digits."""
    if not _is_hex(text):
        raise EvalError("E_CAST", at)
    try:
        return binascii.unhexlify(text).decode()
    except UnicodeDecodeError:
        raise EvalError("E_CAST", at) from None


@function("hashes", java="Mask", example=("MASK('48600100200', 2, 3)", "'48******200'"))
def mask(text: str, first: int, last: int, character: str = "*") -> str:
    """The text with each character replaced but for so many at its start and end; all of them if these would meet."""
    start, end, replacement = max(first, 0), max(last, 0), character[:1]
    if start + end >= len(text):
        return replacement * len(text)
    return text[:start] + replacement * (len(text) - start - end) + text[len(text) - end :]


@function("hashes", java="MaskEmail", example=("MASK_EMAIL('anna@example.com')", "'a***@example.com'"))
def mask_email(text: str) -> str:
    """An e-mail address with only the first character of its name, and its domain; any other text becomes ***."""
    at = text.rfind("@")
    return "***" if at <= 0 or at == len(text) - 1 else f"{text[0]}***{text[at:]}"


@function(
    "hashes",
    java="MaskRange",
    example=("MASK_RANGE(37, 10)", "'30-39'"),
)
def mask_range(number: int, width: Width) -> str:
    """The range of one width, a literal, that a whole number lies in, as text."""
    low = max(number // width * width, BIGINT_RANGE[0])
    return f"{low}-{min(number // width * width + width - 1, BIGINT_RANGE[1])}"
