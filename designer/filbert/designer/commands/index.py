"""`filbert index import`, which needs the service's database; the other commands of the index do not."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from filbert.monitoring.commands.index import app, fail, index_settings, open_client

if TYPE_CHECKING:
    from filbert.monitoring.alert_index.carry import Carried

__all__ = ["app"]


@app.command("import")
def import_(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Copy the alerts of the designer's database to the index, with verdicts, assignees and comments.

    For an installation that moves to Elasticsearch. What the index has already stays, so it may be done again, and
    while everything runs. Exits with 1 when not all could be copied.
    """
    from elasticsearch import ApiError, TransportError
    from filbert.designer.alerts.carrying import carry_over
    from filbert.designer.commands.opened import store
    from filbert.monitoring.alert import AlertsUnavailableError
    from filbert.monitoring.alert_index.bulk import hindrance_of

    settings = index_settings()
    client = open_client(settings)
    try:
        with store() as opened:
            carried = carry_over(opened, client, settings.index_retention_days)
    except AlertsUnavailableError as error:
        fail(f"{error} Do it again: what is there already stays.", 1)
    except (ApiError, TransportError) as error:
        fail(f"{hindrance_of(error).message}. Do it again: what is there already stays.", 1)
    finally:
        client.close()
    print(json.dumps(asdict(carried)) if as_json else told(carried))
    raise typer.Exit(1 if carried.refused else 0)


def told(carried: "Carried") -> str:
    """What became of them, for people."""
    lines = [
        f"{carried.alerts} alerts in the database: {carried.created} written to the index, "
        f"{carried.there} were there, {carried.expired} are older than it keeps.",
        f"Carried over now: verdicts and assignees of {carried.judged} alerts, {carried.comments} comments.",
    ]
    if carried.newer:
        lines.append(f"{carried.newer} were judged or assigned in the index since; that stays.")
    if carried.refused:
        named = ", ".join(carried.refused[:20])
        lines.append(f"{len(carried.refused)} are not taken by the index: {named}")
    return "\n".join(lines)
