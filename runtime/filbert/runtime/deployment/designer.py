"""Deployments by way of the designer's service: one place decides, keeps the rules and writes the audit log.

The commands use it where FILBERT_DESIGNER_URL and FILBERT_DESIGNER_TOKEN are set.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from filbert.runtime.settings import DesignerSettings
from filbert.scenarios.json_text import write_json
from filbert.scenarios.yaml_text import read_text

ANSWER_SECONDS = 60.0
PAUSE_SECONDS = 0.3
OVER = frozenset({"done", "unchanged", "rolled-back", "refused", "failed", "rejected", "withdrawn"})
GOOD = frozenset({"done", "unchanged"})
WAITING = frozenset({"awaiting-approval", "scheduled"})
"""Nothing more happens to it by itself for now."""
LOSING = frozenset({"reset", "dropped"})

Progress = Callable[[str], None]


class DesignerError(Exception):
    """The designer does not answer, or refuses; the message says why."""


@dataclass(frozen=True)
class Designer:
    """The service, as somebody who is signed in uses it."""

    name: str
    """What messages call it."""
    client: httpx.Client

    def call(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """What it answers.

        Raises:
            DesignerError: it does not answer, or refuses.
        """
        answer = self._send(method, path, body, query)
        if answer.is_success:
            return json.loads(answer.text) if answer.content else None
        raise DesignerError(f"{self.name} refuses: {_detail(answer)}")

    def find(self, path: str) -> Any:
        """What is there; None when nothing is."""
        answer = self._send("GET", path, None, {})
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        if answer.is_success:
            return json.loads(answer.text)
        raise DesignerError(f"{self.name} refuses: {_detail(answer)}")

    def _send(self, method: str, path: str, body: Any, query: Mapping[str, str]) -> httpx.Response:
        # Written by ourselves, since numbers of documents stay as they stand in the file.
        content = None if body is None else write_json(body)
        try:
            return self.client.request(method, path, content=content, params=query or None)
        except httpx.HTTPError as error:
            raise DesignerError(f"{self.name} does not answer to {method} {path}: {error}") from error


def designer() -> Designer | None:
    """The designer that the settings name; None where they name none."""
    settings = DesignerSettings()
    if settings.designer_url is None or settings.designer_token is None:
        return None
    url = settings.designer_url.rstrip("/")
    client = client_of(url)
    client.headers["Authorization"] = f"Bearer {settings.designer_token.get_secret_value()}"
    return Designer(f"the designer at {url}", client)


def client_of(url: str) -> httpx.Client:
    """A client of the API at an address; nobody is signed in."""
    headers = {"Content-Type": "application/json"}
    # A proxy of the user's shell has no business between us and the service.
    return httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=ANSWER_SECONDS, trust_env=False)


def bring_version(
    designer: Designer, file: Path, streams: Path, fragments: Path, folder: str | None, comment: str
) -> tuple[str, int]:
    """Make a file's content a version of its scenario; what is a version already stays that. Gives name and number.

    Args:
        designer: where to.
        file: the scenario file.
        streams: the folder of the streams beside it.
        fragments: the folder of its fragments.
        folder: the designer's folder for what is not there yet.
        comment: of the version.

    Raises:
        DesignerError: it is refused; also where a stream or a fragment differs from the designer's, which others use.
        OSError: a file cannot be read.
    """
    text = file.read_text(encoding="utf-8")
    document = read_text(text).value
    if not isinstance(document, dict) or not isinstance(document.get("name"), str):
        raise DesignerError(f"{file} has no name; try 'filbert check {file}'")
    for kind, values in (*_documents(fragments, "fragment"), *_documents(streams, "stream")):
        _bring_definition(designer, kind, values, folder)
    name = document["name"]
    found = designer.find(f"/scenarios/{name}")
    if found is None:
        body: dict[str, Any] = {"folder": _folder(folder, f"the scenario '{name}'"), "text": text}
        revision = designer.call("POST", "/scenarios/import", body)["revision"]
    else:
        body = {"revision": found["revision"], "document": document}
        revision = designer.call("PUT", f"/scenarios/{name}/draft", body)["revision"]
    versions = designer.call("GET", f"/scenarios/{name}/versions")["versions"]
    if versions and versions[0]["revision"] == revision:
        return name, int(versions[0]["number"])
    made = designer.call("POST", f"/scenarios/{name}/versions", {"revision": revision, "comment": comment})
    return name, int(made["number"])


def preview(
    designer: Designer, scenario: str, environment: str, version: int, keep_state: bool
) -> dict[str, Any]:
    """What a deployment would do."""
    body = {"environment": environment, "version": version, "keep_state": keep_state}
    found: dict[str, Any] = designer.call("POST", f"/scenarios/{scenario}/deployments/preview", body)
    return found


def ask(
    designer: Designer, scenario: str, verb: str, body: Mapping[str, Any], tell: Progress
) -> dict[str, Any]:
    """Ask for a change, and wait until it is over or waits for somebody; tells its stages meanwhile."""
    path = f"/scenarios/{scenario}/deployments"
    change = designer.call("POST", path if verb == "deploy" else f"{path}/{verb}", dict(body))
    told = 0
    while True:
        for stage in change["stages"][told:]:
            tell(f"{stage['stage']}: {stage['detail']}" if stage["detail"] else str(stage["stage"]))
        told = len(change["stages"])
        if change["state"] in OVER | WAITING:
            return dict(change)
        time.sleep(PAUSE_SECONDS)
        change = designer.call("GET", f"{path}/{change['number']}")


def _bring_definition(designer: Designer, kind: str, values: Mapping[str, Any], folder: str | None) -> None:
    name = values[kind]
    found = designer.find(f"/{kind}s/{name}")
    if found is None:
        designer.call(
            "POST", f"/{kind}s", {"folder": _folder(folder, f"the {kind} '{name}'"), "document": values}
        )
    elif json.loads(write_json(values)) != found["document"]:
        raise DesignerError(
            f"the {kind} '{name}' differs from the designer's, which other scenarios may use; "
            "change it there, or make the file like it"
        )


def _documents(folder: Path, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        values = read_text(path.read_text(encoding="utf-8")).value
        if isinstance(values, dict) and isinstance(values.get(kind), str):
            yield kind, values


def _folder(folder: str | None, what: str) -> str:
    if folder is None:
        raise DesignerError(f"{what} is not in the designer yet; say with --folder where it shall lie")
    return folder


def _detail(answer: httpx.Response) -> str:
    try:
        found = answer.json()
        problems = found.get("obstacles") or [each["message"] for each in found.get("problems") or ()]
        return "; ".join([str(found["detail"]), *map(str, problems[1:])])
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{answer.status_code} {answer.reason_phrase}"
