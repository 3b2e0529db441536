"""What the service does by itself, beside answering requests."""

from __future__ import annotations

import logging
from collections.abc import Callable

import anyio
from anyio.to_thread import run_sync

log = logging.getLogger("filbert.designer.background")


async def every(seconds: float, work: Callable[[], None]) -> None:
    """Do something again and again, in a thread, until cancelled. What fails is logged, and tried again."""
    while True:
        await anyio.sleep(seconds)
        try:
            await run_sync(work)
        except Exception as error:  # Whatever it is, it must not end what comes after.
            log.error("something in the background failed", exc_info=error)
