"""What `up` decided and the supervisor carries out, as a file: settings, ports, Java, jars, parts."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from filbert.runtime.settings import StackSettings
from filbert.runtime.stack.errors import StackError
from filbert.runtime.stack.home import Home, read_json, write_json
from filbert.runtime.stack.jars import Jars
from filbert.runtime.stack.part import Context, Part
from filbert.runtime.stack.parts import selected
from filbert.runtime.stack.port import Port, choose_free, describe_listener, is_free, listener_of


@dataclass(frozen=True)
class Plan:
    """A stack as decided."""

    settings: StackSettings
    ports: Mapping[str, int]
    java: Path
    jars: Jars
    extras: tuple[str, ...]
    parts: tuple[str, ...]
    """Names of the parts, for those who only want to know what there should be."""
    owner: int | None = None
    """A process whose end ends the stack."""

    def context(self, home: Home) -> Context:
        """What the parts are built from."""
        return Context(home, self.settings, self.ports, self.java, self.jars)

    def build(self, home: Home) -> tuple[Part, ...]:
        """The parts, in the order in which they start."""
        context = self.context(home)
        return tuple(
            part for module in selected(self.extras, self.settings.without) for part in module.parts(context)
        )

    def differs_from(self, settings: StackSettings) -> list[str]:
        """Which settings of a running stack are not the ones explicitly asked for now."""
        ignored = {"home", "jars", "java_home", "start_seconds", "stop_seconds", "minimum_disk_mb"}
        running, asked = self.settings.model_dump(), settings.model_dump()
        any_port = {name for name in asked if name.endswith("_port") and asked[name] == 0}
        return [
            f"{name} is {running[name]}, asked for is {asked[name]}"
            for name in sorted(settings.model_fields_set - ignored - any_port)
            if running[name] != asked[name]
        ]


def plan_file(home: Home) -> Path:
    """Where the plan lies."""
    return home.run / "stack.json"


def status_file(home: Home) -> Path:
    """Where the supervisor writes how the parts are."""
    return home.run / "status.json"


def save_plan(home: Home, plan: Plan) -> None:
    """Write the plan for the supervisor and for everyone who asks for addresses."""
    content = {
        "settings": plan.settings.model_dump(mode="json"),
        "ports": dict(plan.ports),
        "java": str(plan.java),
        "jars": {
            "filbert": str(plan.jars.filbert),
            "connectors": [str(jar) for jar in plan.jars.connectors],
            "kafka": [str(jar) for jar in plan.jars.kafka],
            "elasticsearch": [str(jar) for jar in plan.jars.elasticsearch],
        },
        "extras": list(plan.extras),
        "parts": list(plan.parts),
        "owner": plan.owner,
    }
    write_json(plan_file(home), content)


def load_plan(home: Home) -> Plan | None:
    """The plan of this home's stack, running or not; None before its first start."""
    content = cast("dict[str, Any]", read_json(plan_file(home)))
    if not content:
        return None
    try:
        jars = content["jars"]
        return Plan(
            settings=StackSettings.model_validate(content["settings"]),
            ports=content["ports"],
            java=Path(content["java"]),
            jars=Jars(
                filbert=Path(jars["filbert"]),
                connectors=tuple(map(Path, jars["connectors"])),
                kafka=tuple(map(Path, jars["kafka"])),
                elasticsearch=tuple(map(Path, jars["elasticsearch"])),
            ),
            extras=tuple(content["extras"]),
            parts=tuple(content["parts"]),
            owner=content["owner"],
        )
    except (KeyError, ValueError):
        # Of another version of Filbert: what it says is decided anew.
        return None


def decide_ports(
    declared: Collection[Port],
    settings: StackSettings,
    remembered: Mapping[str, int],
    is_ours: Callable[[int], bool],
) -> dict[str, int]:
    """A port for each that the parts declare.

    Raises:
        StackError: a port that the user has set is taken by a process that is not ours.
    """
    ports: dict[str, int] = {}
    for port in declared:
        wanted = int(getattr(settings, port.setting)) if port.setting else 0
        if wanted:
            if not is_free(wanted) and not is_ours(wanted):
                raise StackError(
                    f"Port {wanted} is taken by {describe_listener(wanted)}. "
                    f"End that, or set {port.variable} to another port (0: any free one)."
                )
            ports[port.name] = wanted
            continue
        known = remembered.get(port.name)
        if known and known not in ports.values() and (is_free(known) or is_ours(known)):
            ports[port.name] = known
        else:
            ports[port.name] = choose_free(ports.values())
    return ports


def owned_by(pids: Collection[int]) -> Callable[[int], bool]:
    """Whether a port's listener is one of these processes."""

    def is_ours(port: int) -> bool:
        process = listener_of(port)
        return process is not None and process.pid in pids

    return is_ours
