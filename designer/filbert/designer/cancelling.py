"""Work that ends when nobody waits for it any more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import anyio
from anyio.to_thread import run_sync

if TYPE_CHECKING:
    from fastapi import Request

Result = TypeVar("Result")
LOOK_SECONDS = 0.25


async def while_wanted(request: Request, work: Callable[[threading.Event], Result]) -> Result:
    """Do something in a thread.

    Args:
        request: whose caller waits.
        work: is given what is set when the caller has gone.
    """
    stopping = threading.Event()
    results: list[Result] = []
    faults: list[Exception] = []

    async def watch() -> None:
        # The server says it when asked, and has no event for it.
        while not await request.is_disconnected():  # noqa: ASYNC110
            await anyio.sleep(LOOK_SECONDS)
        stopping.set()

    def do() -> None:
        try:
            results.append(work(stopping))
        except Exception as error:  # noqa: BLE001 - raised below, outside of the group, which would wrap it
            faults.append(error)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watch)
        await run_sync(do)
        tasks.cancel_scope.cancel()
    if faults:
        raise faults[0]
    return results[0]
