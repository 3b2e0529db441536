"""What a new version does to the state of each node, said before anything is done."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from filbert.runtime.compiled import CompiledScenario, SourceBinding, StatefulNode


class Fate(StrEnum):
    """What becomes of the state of a node."""

    KEPT = "kept"
    RESET = "reset"
    NEW = "new"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Verdict:
    """The fate of one node's state."""

    node: str
    kind: str
    fate: Fate
    reason: str = ""
    complete_at: int | None = None
    """When the node gives full answers again, epoch milliseconds; None: at once."""

    @property
    def losing(self) -> bool:
        """True when something that is known now will be forgotten."""
        return self.fate in {Fate.RESET, Fate.DROPPED}


def verdicts(
    old: CompiledScenario | None, new: CompiledScenario, held_from: Mapping[str, int], now: int
) -> list[Verdict]:
    """Compare two versions node by node.

    Args:
        old: the version whose state is there; None when there is none.
        new: the version to deploy.
        held_from: by stateful node of the old version, since when its state holds events.
        now: the time of the comparison, epoch milliseconds.

    Returns:
        One verdict per stateful node of either version, then one per source, in the order of the new version.
    """
    before = {node.node: node for node in old.stateful} if old else {}
    found = [_stateful(before.get(node.node), node, held_from, now) for node in new.stateful]
    present = {node.node for node in new.stateful}
    found += [
        Verdict(node.node, node.kind, Fate.DROPPED, "the node is no longer there, its state is forgotten")
        for node in before.values()
        if node.node not in present
    ]
    sources = {source.node: source for source in old.sources} if old else {}
    found += [_source(sources.get(source.node), source) for source in new.sources]
    present = {source.node for source in new.sources}
    found += [
        Verdict(source.node, "source", Fate.DROPPED, "the node is no longer there, its offsets are forgotten")
        for source in sources.values()
        if source.node not in present
    ]
    return found


def held_from_after(
    old: CompiledScenario | None, new: CompiledScenario, held_from: Mapping[str, int], now: int
) -> dict[str, int]:
    """Return, by stateful node of the new version, since when its state holds events."""
    before = {node.node: node for node in old.stateful} if old else {}
    result = {}
    for node in new.stateful:
        known = before.get(node.node)
        result[node.node] = _still_held(known, held_from, now) if known and known.uid == node.uid else now
    return result


def _still_held(node: StatefulNode, held_from: Mapping[str, int], now: int) -> int:
    """A window forgets what is older than itself, so a longer one cannot have it back."""
    since = held_from.get(node.node, now)
    return since if node.complete_after_ms is None else max(since, now - node.complete_after_ms)


def _stateful(
    before: StatefulNode | None, node: StatefulNode, held_from: Mapping[str, int], now: int
) -> Verdict:
    def complete(since: int) -> int | None:
        at = since + (node.complete_after_ms or 0)
        return at if at > now else None

    if before is None:
        return Verdict(node.node, node.kind, Fate.NEW, "starts empty", complete(now))
    if before.uid == node.uid:
        at = complete(_still_held(before, held_from, now))
        longer = (node.complete_after_ms or 0) > (before.complete_after_ms or 0)
        return Verdict(node.node, node.kind, Fate.KEPT, "the window is longer" if longer and at else "", at)
    return Verdict(node.node, node.kind, Fate.RESET, _difference(before, node), complete(now))


def _difference(before: StatefulNode, after: StatefulNode) -> str:
    if before.kind != after.kind:
        return f"it was {_article(before.kind)} and is {_article(after.kind)} now"
    old, new = _parts(before.signature), _parts(after.signature)
    if old is None or new is None:
        return "what it keeps has another meaning now"
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    if not changed:
        return "what it keeps has another meaning now"
    name = changed[0]
    more = "" if len(changed) == 1 else f"; also changed: {', '.join(changed[1:])}"
    return f"{name} was {_shown(old.get(name))} and is {_shown(new.get(name))} now{more}"


def _parts(signature: str) -> dict[str, object] | None:
    try:
        value = json.loads(signature)
    except json.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"‘{text if len(text) <= 80 else text[:79] + '…'}’"


def _article(kind: str) -> str:
    return f"an {kind}" if kind[:1] in "aeiou" else f"a {kind}"


def _source(before: SourceBinding | None, source: SourceBinding) -> Verdict:
    if before is None:
        return Verdict(source.node, "source", Fate.NEW, f"reads {source.topic}, starting at: {source.start}")
    if before.topic != source.topic:
        reason = f"read {before.topic}, reads {source.topic} now, starting at: {source.start}"
        return Verdict(source.node, "source", Fate.RESET, reason)
    return Verdict(source.node, "source", Fate.KEPT, "goes on exactly where it was")
