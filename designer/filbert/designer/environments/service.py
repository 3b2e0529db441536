"""What can be done with environments. Administrators set them up; whoever is signed in may read them, but no secret."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filbert.designer.access import Actor, Role
from filbert.designer.audit import service as audit
from filbert.designer.environments import repository
from filbert.designer.environments.files import EnvironmentFile, environment_files
from filbert.designer.environments.model import (
    ACTIONS,
    ADDRESSES,
    BUILT_IN,
    DEFAULT,
    PARTS,
    ConfiguredEnvironment,
    Rules,
    rules_of,
)
from filbert.designer.environments.repository import StoredEnvironment, StoredSecret
from filbert.designer.errors import InvalidError, NotFoundError, StaleError, TakenError
from filbert.designer.store import ReadSession, WriteSession
from filbert.designer.stored import values_of
from filbert.designer.users.service import require_administrator
from filbert.scenarios.difference import difference_of_values
from filbert.scenarios.environment import environment_of
from filbert.scenarios.json_text import write_json
from filbert.scenarios.limits import beyond_limits
from filbert.scenarios.problem import DocumentError, has_errors
from filbert.scenarios.yaml_text import read_text

if TYPE_CHECKING:
    from filbert.designer.secret import Cipher

MOST_ENVIRONMENTS = 50
MOST_SECRETS = 200
WORDS = {"kafka": "the servers of Kafka", "flink": "the address of Flink"}


def every(session: ReadSession, folder: Path) -> list[ConfiguredEnvironment]:
    """All environments: sandbox, acceptance, production, then the others by name."""
    files = environment_files(folder)
    stored = {each.name: each for each in repository.every(session)}
    others = sorted((files.keys() | stored.keys()) - set(BUILT_IN))
    return [_configured(name, files.get(name), stored.get(name)) for name in (*BUILT_IN, *others)]


def find(session: ReadSession, folder: Path, name: str) -> ConfiguredEnvironment | None:
    """An environment by name."""
    stored, file = repository.find(session, name), environment_files(folder).get(name)
    if stored is None and file is None and name not in BUILT_IN:
        return None
    return _configured(name, file, stored)


def get(session: ReadSession, folder: Path, name: str = DEFAULT) -> ConfiguredEnvironment:
    """An environment that must exist."""
    found = find(session, folder, name)
    if found is None:
        raise NotFoundError(f"There is no environment '{name[:80]}'.")
    return found


def create(
    session: WriteSession,
    actor: Actor,
    folder: Path,
    name: str,
    title: str,
    document: Mapping[str, Any],
    rules: Rules | None,
) -> ConfiguredEnvironment:
    """A new environment."""
    require_administrator(actor)
    if find(session, folder, name) is not None:
        raise TakenError(f"There is an environment '{name}' already.")
    if len(every(session, folder)) >= MOST_ENVIRONMENTS:
        raise InvalidError(f"There are at most {MOST_ENVIRONMENTS} environments.")
    text = _kept(name, document)
    repository.create(session, _stored(actor, name, title, text, rules or rules_of(name)))
    audit.record(session, actor, "environment.create", name)
    return get(session, folder, name)


def change(
    session: WriteSession,
    actor: Actor,
    folder: Path,
    name: str,
    revision: int,
    title: str,
    document: Mapping[str, Any],
    rules: Rules,
) -> ConfiguredEnvironment:
    """Set what is different here from what files say. Running deployments keep what they were started with."""
    require_administrator(actor)
    before = get(session, folder, name)
    text = _kept(name, document)
    stale = StaleError(
        f"The environment was changed by '{before.changed_by}' since revision {revision}; "
        f"the newest is {before.revision}.",
        revision=before.revision,
        changed_by=before.changed_by,
    )
    new = _stored(actor, name, title, text, rules)
    if before.revision == 0:
        if revision != 0:
            raise stale
        repository.create(session, new)
    else:
        values = {key: value for key, value in asdict(new).items() if key not in ("name", "revision")}
        if not repository.change(session, name, revision, **values):
            raise stale
    changed = [
        each.path
        for each in difference_of_values({**before.document}, {**before.document, **values_of(text)})
    ]
    if rules != before.rules:
        changed.append("rules")
    audit.record(session, actor, "environment.change", name, detail={"changed": changed[:50]})
    return get(session, folder, name)


def remove(session: WriteSession, actor: Actor, folder: Path, name: str) -> None:
    """Forget what was set, secrets included; what files say, and what is built in, stands again."""
    require_administrator(actor)
    get(session, folder, name)
    repository.remove(session, name)
    audit.record(session, actor, "environment.remove", name)


def set_secret(
    session: WriteSession, actor: Actor, folder: Path, cipher: Cipher, environment: str, name: str, value: str
) -> StoredSecret:
    """Store a secret in the place of the one before."""
    require_administrator(actor)
    get(session, folder, environment)
    if len(repository.secrets(session, environment)) >= MOST_SECRETS:
        raise InvalidError(f"An environment has at most {MOST_SECRETS} secrets.")
    encrypted = cipher.encrypt(value, _context(environment, name))
    secret = StoredSecret(environment, name, encrypted, actor.at, actor.user)
    repository.set_secret(session, secret)
    audit.record(session, actor, "environment.secret.set", environment, detail={"secret": name})
    return secret


def remove_secret(session: WriteSession, actor: Actor, folder: Path, environment: str, name: str) -> None:
    """Forget a secret."""
    require_administrator(actor)
    get(session, folder, environment)
    if not repository.remove_secret(session, environment, name):
        raise NotFoundError(f"There is no secret '{name[:80]}' in {environment}.")
    audit.record(session, actor, "environment.secret.remove", environment, detail={"secret": name})


def secret_values(session: ReadSession, cipher: Cipher, environment: ConfiguredEnvironment) -> dict[str, str]:
    """The secrets of an environment in the clear, for what calls outside from the server; never for an answer.

    Those that its file takes from variables of the process come first, then those that are stored.
    """
    named = environment.document.get("secrets") or {}
    return {name: os.environ[variable] for name, variable in named.items() if variable in os.environ} | {
        each.name: cipher.decrypt(each.value, _context(environment.name, each.name))
        for each in repository.secrets(session, environment.name)
    }


def _context(environment: str, name: str) -> str:
    return f"environment:{environment}:{name}"


def _configured(
    name: str, file: EnvironmentFile | None, stored: StoredEnvironment | None
) -> ConfiguredEnvironment:
    given: Mapping[str, Any] = file.document if file is not None else {}
    own: Mapping[str, Any] = values_of(stored.document) if stored is not None else {}
    built_in = {"actions": ACTIONS.get(name, "dry-run")}
    document = {part: value for part in PARTS for value in [_part(part, own, given, built_in)] if value}
    lacking = [WORDS[part] for part in ADDRESSES if part not in document]
    problems = list(file.problems) if file is not None else []
    if lacking:
        problems.append(f"not set: {' and '.join(lacking)}")
    rules = rules_of(name)
    if stored is not None:
        read = values_of(stored.rules)
        rules = Rules(read["tests"], read["four_eyes"], Role(read["role"]))
    return ConfiguredEnvironment(
        name=name,
        title=stored.title if stored is not None and stored.title else name.capitalize(),
        document=document,
        inherited=tuple(part for part in PARTS if part not in own and part in document),
        rules=rules,
        problems=tuple(problems),
        changed_at=stored.changed_at if stored is not None else None,
        changed_by=stored.changed_by if stored is not None else None,
        revision=stored.revision if stored is not None else 0,
    )


def _part(part: str, *sources: Mapping[str, Any]) -> Any:
    return next((source[part] for source in sources if part in source), None)


def _stored(actor: Actor, name: str, title: str, text: str, rules: Rules) -> StoredEnvironment:
    return StoredEnvironment(
        name=name,
        title=title,
        document=text,
        rules=write_json({**asdict(rules), "role": rules.role.value}),
        changed_at=actor.at,
        changed_by=actor.user,
        revision=1,
    )


def _kept(name: str, document: Mapping[str, Any]) -> str:
    """The text of what is set, which reads as an environment whatever it leaves to files.

    Raises:
        InvalidError: it does not; with every problem.
    """
    problem = beyond_limits(document)
    if problem is not None:
        raise InvalidError(problem.message, problems=[problem.to_json()])
    set_ = {part: document[part] for part in PARTS if document.get(part) is not None}
    whole = {
        "kafka": {"bootstrap_servers": "unknown:1"},
        "flink": {"rest": "http://unknown:1"},
        **set_,
        "environment": name,
    }
    try:
        environment, problems = environment_of(read_text(write_json(whole)))
    except DocumentError as error:
        environment, problems = None, list(error.problems)
    if environment is None or has_errors(problems):
        # The text is of our own making; its lines and columns mean nothing to whoever sent the document.
        told = [{**each.to_json(), "line": None, "column": None} for each in problems]
        raise InvalidError(
            f"{problems[0].parameter or 'The environment'}: {problems[0].message}.", problems=told
        )
    return write_json(set_)
