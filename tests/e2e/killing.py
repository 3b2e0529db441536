"""Ends parts of the stack as a loss of power does."""

import os
import signal

import psutil
from filbert.runtime.stack import Stack
from filbert.runtime.stack import process as processes


def kill(stack: Stack, part: str) -> None:
    """Kill -9 of one part, or of `everything`, which is started again; a single part the supervisor starts itself."""
    pids = {each.name: each.pid for each in stack.status() if each.pid is not None}
    chosen = list(pids.values()) if part == "everything" else [pids[part]]
    victims = [psutil.Process(pid) for pid in chosen]
    for victim in victims:
        os.kill(victim.pid, signal.SIGKILL)
    psutil.wait_procs(victims, 30)
    if part == "everything":
        processes.wait([process for process, _ in processes.processes_of(stack.home.identity())], 30)
        stack.up(owner=os.getpid())
