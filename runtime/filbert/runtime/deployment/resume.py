"""Brings every scenario of a home to what it should be: after a crash, a reboot, a lost JobManager."""

from collections.abc import Callable
from pathlib import Path

from filbert.runtime.deployment.flink import FlinkUnavailableError
from filbert.runtime.deployment.place import BusyError, open_machine, open_store, scenario_lock
from filbert.runtime.deployment.recovery import Recovery, recover
from filbert.runtime.deployment.steps import WaitingError
from filbert.runtime.stack.home import Home


def resume(
    home: Path, flink_url: str | None = None, progress: Callable[[str], None] = print
) -> list[Recovery]:
    """Finish what was under way and start what was lost, each scenario once.

    Args:
        home: the home folder.
        flink_url: the cluster's address, where it differs from the one that was deployed to.
        progress: called with each line worth showing.

    Returns:
        One entry per scenario, with the reason in `left` where it is not as it should be.
    """
    place = Home.at(home)
    store = open_store(place)
    try:
        places = {(found.environment, found.scenario): found.deployment for found in store.open_operations()}
        places |= {
            (scenario.environment, scenario.name): scenario.deployment for scenario in store.scenarios()
        }
        targets = {place: store.deployment(deployment).target for place, deployment in places.items()}
    finally:
        store.close()
    results = []
    for (environment, name), target in sorted(targets.items()):
        tell = _prefixed(progress, f"{environment}/{name}")
        try:
            with (
                scenario_lock(place, environment, name),
                open_machine(place, flink_url or target.flink, tell) as machine,
            ):
                recovery = recover(machine, environment, name)
        except (BusyError, FlinkUnavailableError, WaitingError) as error:
            recovery = Recovery(environment, name, left=str(error))
        if recovery.left:
            tell(recovery.left)
        results.append(recovery)
    return results


def _prefixed(progress: Callable[[str], None], prefix: str) -> Callable[[str], None]:
    return lambda line: progress(f"{prefix}: {line}")
