"""Ports are checked before anything starts, and the message says what to change."""

import os
import socket
from collections.abc import Iterator

import pytest
from filbert.runtime.stack import StackError, StackSettings
from filbert.runtime.stack.plan import decide_ports
from filbert.runtime.stack.port import Port, choose_free, describe_listener, is_free, listener_of

KAFKA = Port("kafka", setting="kafka_port")
CONTROLLER = Port("kafka_controller")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which this process listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def nobody(port: int) -> bool:
    """No port is ours."""
    return False


def everything(port: int) -> bool:
    """All ports are ours."""
    return True


def test_a_port_with_a_listener_is_not_free(taken: int) -> None:
    assert not is_free(taken)


def test_a_port_taken_on_all_addresses_is_not_free() -> None:
    with socket.socket() as server:
        server.bind(("0.0.0.0", 0))
        server.listen()

        assert not is_free(server.getsockname()[1])


def test_a_chosen_port_is_free_and_not_among_the_excluded() -> None:
    first = choose_free()
    second = choose_free({first})

    assert is_free(first)
    assert first != second


def test_the_listener_is_found(taken: int) -> None:
    process = listener_of(taken)

    assert process is not None
    assert process.pid == os.getpid()
    assert describe_listener(taken).endswith(f"(process {os.getpid()})")


def test_a_taken_port_is_named_with_its_process_and_its_setting(taken: int) -> None:
    settings = StackSettings(kafka_port=taken)

    with pytest.raises(StackError) as caught:
        decide_ports([KAFKA], settings, {}, nobody)

    assert f"Port {taken} is taken by" in str(caught.value)
    assert f"(process {os.getpid()})" in str(caught.value)
    assert "FILBERT_KAFKA_PORT" in str(caught.value)


def test_the_setting_named_for_flink_is_the_one_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    variable = Port("flink_rest", setting="flink_port").variable
    monkeypatch.setenv(variable, "12345")

    assert StackSettings().flink_port == 12345


def test_a_port_taken_by_our_own_part_is_kept(taken: int) -> None:
    settings = StackSettings(kafka_port=taken)

    assert decide_ports([KAFKA], settings, {}, everything) == {"kafka": taken}


def test_a_free_port_is_chosen_once_and_remembered() -> None:
    settings = StackSettings(kafka_port=0)

    first = decide_ports([KAFKA, CONTROLLER], settings, {}, nobody)
    second = decide_ports([KAFKA, CONTROLLER], settings, first, nobody)

    assert first == second
    assert len(set(first.values())) == 2


def test_a_remembered_port_that_was_taken_meanwhile_is_replaced(taken: int) -> None:
    settings = StackSettings(kafka_port=0)

    ports = decide_ports([KAFKA, CONTROLLER], settings, {"kafka": taken, "kafka_controller": taken}, nobody)

    assert taken not in ports.values()
