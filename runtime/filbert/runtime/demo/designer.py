"""The designer's part of the demo: somebody to sign in as, and the templates deployed as anybody would."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filbert.runtime.demo.board import Lane
from filbert.runtime.demo.preparation import ENVIRONMENT, DemoError
from filbert.runtime.deployment import designer

FOLDER = "demo"
_DEPLOYED_SECONDS = 240.0
_PAUSE_SECONDS = 0.3
_MOST_NAMES = 20
_OPEN = {"scheduled", "queued", "working"}


@dataclass(frozen=True, slots=True)
class Account:
    """Who the demo is in the designer."""

    name: str
    password: str


def account(home: Path, file: Path) -> Account:
    """The demo's user; made at the first run, with a password of its own that only this machine's user may read.

    Raises:
        DemoError: none can be made.
    """
    if file.is_file():
        return Account(**json.loads(file.read_text()))
    password = secrets.token_urlsafe(12)
    # An earlier demo may have left a user whose password nobody knows any more.
    for number in range(1, _MOST_NAMES + 1):
        name = "demo" if number == 1 else f"demo-{number}"
        made = subprocess.run(
            [
                *(sys.executable, "-m", "filbert.runtime.cli", "user", "create", name),
                *("--title", "Demo", "--admin", "--password-stdin"),
            ],
            input=f"{password}\n",
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "FILBERT_HOME": str(home)},
        )
        if made.returncode == 0:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w") as opened:
                json.dump({"name": name, "password": password}, opened)
            return Account(name, password)
        if "already" not in made.stderr:
            break
    raise DemoError(f"'filbert user create {name}' failed: {made.stderr.strip()}")


class Designer:
    """The designer's API, signed in. Used as a context."""

    def __init__(self, url: str, who: Account) -> None:
        self._client = designer.client_of(url)
        self._service = designer.Designer("the designer", self._client)
        signed = self._call("POST", "/session", {"name": who.name, "password": who.password})
        self._client.headers["X-CSRF-Token"] = signed["csrf_token"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def deploy(self, names: Sequence[str], tell: Callable[[str], None]) -> list[Lane]:
        """Deploy the newest version of scenarios with empty state, whatever ran before; at first the templates'.

        Each has to stay up for a while before it counts as running; they do so at the same time.

        Returns:
            What the demo shows of each.

        Raises:
            DemoError: one was refused, or does not run.
        """
        begun = [self._begin(name) for name in names]
        for change in begun:
            self._done(change)
            tell(f"{change['scenario']}: version {change['version']} deployed to {ENVIRONMENT}")
        return [
            lane(self._call("GET", f"/scenarios/{each['scenario']}/versions/{each['version']}")["document"])
            for each in begun
        ]

    def withdraw(self, names: Sequence[str], tell: Callable[[str], None]) -> None:
        """Stop scenarios and forget their state; nothing happens to one that is not deployed."""
        begun = []
        for name in names:
            query = {"scenario": name, "environment": ENVIRONMENT}
            found = self._call("GET", "/deployments", **query)["deployments"]
            if any(each["desired"] == "running" for each in found):
                body = {"environment": ENVIRONMENT, "keep_state": False, "comment": "End of the demo"}
                begun.append(self._call("POST", f"/scenarios/{name}/deployments/stop", body))
        for change in begun:
            self._done(change)
            tell(f"{change['scenario']}: stopped")

    def _begin(self, name: str) -> dict[str, Any]:
        """Ask for a deployment; what a scenario lacks until then is made."""
        path = f"/scenarios/{name}"
        if self._find(path) is None:
            if self._find(f"/folders/{FOLDER}") is None:
                self._call("POST", "/folders", {"name": FOLDER, "title": "Demo"})
            self._call("POST", f"/templates/{name}/use", {"folder": FOLDER, "name": name})
        versions = self._call("GET", f"{path}/versions")["versions"]
        if not versions:
            revision = self._call("GET", path)["revision"]
            body = {"revision": revision, "comment": "As the template has it."}
            versions = [self._call("POST", f"{path}/versions", body)]
        number = max(each["number"] for each in versions)
        wanted = {"environment": ENVIRONMENT, "version": number, "comment": "Demo", "keep_state": False}
        begun: dict[str, Any] = self._call("POST", f"{path}/deployments", wanted)
        return begun

    def _done(self, change: Mapping[str, Any]) -> None:
        """Wait until a change is done."""
        path = f"/scenarios/{change['scenario']}/deployments/{change['number']}"
        deadline = time.monotonic() + _DEPLOYED_SECONDS
        while change["state"] in _OPEN and time.monotonic() < deadline:
            time.sleep(_PAUSE_SECONDS)
            change = self._call("GET", path)
        if change["state"] != "done":
            what = f"{change['kind']} of {change['scenario']} is {change['state']}"
            raise DemoError(f"{what}: {change['detail'] or 'nothing more is known'}")

    def _find(self, path: str) -> Any:
        with _told():
            return self._service.find(path)

    def _call(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        with _told():
            return self._service.call(method, path, body, **query)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except designer.DesignerError as error:
        raise DemoError(str(error)) from error


def lane(document: Mapping[str, Any]) -> Lane:
    """What the demo shows of a scenario."""
    nodes = document["nodes"]
    sources = {
        node["id"]: str(node["parameters"]["stream"]) for node in nodes if node["component"] == "kafka"
    }
    alerting = tuple(node["id"] for node in nodes if node["component"] == "alert")
    return Lane(document["name"], tuple(node["id"] for node in nodes), sources, alerting)
