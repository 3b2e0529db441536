"""Spoilt records and awkward numbers: the Java decoder and its Python twin say the same, byte for byte."""

import base64
import json
import struct
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import pytest
from filbert.components.json_format import Decoder, Encoder

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "runtime" / "jvm" / "src"
SEED = 20_260_528


@pytest.fixture(scope="module")
def java(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that decodes records in Java, compiled from the sources as they stand."""
    classes = tmp_path_factory.mktemp("classes")
    flink = Path((find_spec("pyflink") or pytest.fail("no pyflink")).submodule_search_locations[0]) / "lib"
    path = f"{classes}:{flink}/*"
    sources = [*(SOURCES / "main/java/filbert/json").glob("*.java")]
    sources += [SOURCES / "test/java/filbert/json" / name for name in ("DecodeLines.java", "Vectors.java")]
    subprocess.run(["javac", "-nowarn", "-parameters", "-cp", path, "-d", classes, *sources], check=True)
    return ["java", "-Xmx512m", "-cp", path, "filbert.json.DecodeLines"]


def compare(java: list[str], batches: list[tuple[dict[str, Any], list[bytes]]]) -> list[str]:
    """Decode in both languages and return the differences."""
    lines = []
    for header, records in batches:
        lines.append(json.dumps(header))
        lines += [base64.b64encode(record).decode() for record in records]
    done = subprocess.run(
        java, input="\n".join(lines) + "\n", cwd=ROOT, capture_output=True, text=True, check=True
    )
    answers = iter(done.stdout.removesuffix("\n").split("\n"))
    differences = []
    for header, records in batches:
        decoder = Decoder(header["columns"], header["constraints"])
        encoder = Encoder(header["columns"])
        for record in records:
            row, error = decoder.decode(record)
            ours = error if row is None else encoder.encode(row).decode()
            theirs = json.loads(next(answers))
            if ours != theirs:
                differences.append(f"{record[:200]!r}\n  Python {ours}\n  Java   {theirs}")
    assert next(answers, None) is None
    return differences


def record_of(case: dict[str, Any]) -> bytes:
    if "base64" in case:
        return base64.b64decode(case["base64"])
    return (case["text"] if "text" in case else "".join(text * n for text, n in case["pieces"])).encode()


def spoil(random: Random, record: bytes, others: list[bytes]) -> bytes:
    """Replace, put in, take out or move a few bytes, or splice in a part of another record."""
    spoilt = bytearray(record)
    for _ in range(random.randint(1, 3)):
        at = random.randint(0, len(spoilt))
        match random.randrange(6):
            case 0:
                spoilt[at : at + 1] = random.randbytes(1)
            case 1:
                spoilt[at:at] = random.choice(b'{}[]",:\\0123456789.-+eEtfnuTZ \n').to_bytes()
            case 2:
                del spoilt[at : at + random.randint(1, 3)]
            case 3:
                other = random.choice(others)
                start = random.randint(0, len(other))
                spoilt[at:at] = other[start : start + random.randint(1, 20)]
            case 4:
                spoilt[at : at + 1] = random.choice(["ż", "€", "😀", "\\ud83d", "\\u0041", "\x00"]).encode()
            case _:
                end = random.randint(at, min(len(spoilt), at + 12))
                spoilt[at:at] = spoilt[at:end]
    return bytes(spoilt)


@pytest.mark.stack
@pytest.mark.soak("json")
def test_spoilt_records_give_the_same_rows_and_errors(java: list[str], full_size: bool) -> None:
    random = Random(SEED)
    batches = []
    for group in json.loads((ROOT / "tests/fixtures/json_vectors.json").read_text())["groups"]:
        records = [record_of(case) for case in group["cases"] if "tombstone" not in case]
        short = [record for record in records if len(record) < 2000]
        spoilt = [spoil(random, record, short) for record in short for _ in range(2000 if full_size else 40)]
        header = {"columns": group["columns"], "constraints": group["constraints"]}
        batches.append((header, records + spoilt))
    assert sum(len(records) for _, records in batches) > 20_000

    differences = compare(java, batches)

    assert not differences, "\n".join(differences[:20])


def awkward_numbers(random: Random, count: int) -> Iterator[str]:
    """Yield numbers near the bounds of their types, with many digits, and next to a half between doubles."""
    for _ in range(count):
        match random.randrange(7):
            case 0:
                bits = random.getrandbits(64)
                yield repr(struct.unpack(">d", bits.to_bytes(8, "big"))[0])
            case 1:
                yield f"{random.choice(['', '-'])}{2 ** random.randint(0, 70) + random.randint(-2, 2)}"
            case 2:
                digits = random.randint(1, 45)
                number = str(random.randint(0, 10**digits))
                point = random.randint(1, len(number))
                yield f"{number[:point]}.{number[point:] or 0}e{random.randint(-50, 50)}"
            case 3:
                yield str(round(random.uniform(-1e9, 1e9), random.randint(0, 9)))
            case 4:
                # Exactly between two doubles, or one digit beside.
                value = struct.unpack(">d", random.randint(1, 0x7FE << 52).to_bytes(8, "big"))[0]
                if 1e-30 < value < 1e30:
                    from decimal import Decimal, localcontext
                    from math import nextafter

                    with localcontext() as context:
                        context.prec = 800
                        middle = (Decimal(value) + Decimal(nextafter(value, 1e300))) / 2
                        yield f"{middle:f}" + random.choice(["", "1", "0"]) * ("." in f"{middle:f}")
            case 5:
                yield f"{random.randint(1, 999)}{'0' * random.randint(0, 25)}{random.choice(['', '.0', '.5'])}"
            case _:
                yield f"{random.choice('0123456789')}e{random.choice(['', '-', '+'])}{random.randint(0, 400)}"


@pytest.mark.stack
@pytest.mark.soak("json")
def test_awkward_numbers_are_read_and_written_alike(java: list[str], full_size: bool) -> None:
    random = Random(SEED)
    numbers = list(awkward_numbers(random, 400_000 if full_size else 8_000))
    types = [
        "DOUBLE",
        "BIGINT",
        "INT",
        "DECIMAL(10, 2)",
        "DECIMAL(38, 10)",
        "DECIMAL(19, 0)",
        "TIMESTAMP",
        "STRING",
    ]
    batches = [
        (
            {"columns": {"n": declared}, "constraints": {}},
            [f'{{"n":{number}}}'.encode() for number in numbers]
            + [f'{{"n":"{number}"}}'.encode() for number in numbers[:1000]],
        )
        for declared in types
    ]

    differences = compare(java, batches)

    assert not differences, "\n".join(differences[:20])
