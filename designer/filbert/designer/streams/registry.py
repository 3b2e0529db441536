"""Schemas from a registry with the Confluent API."""

from __future__ import annotations

from urllib.parse import quote

import httpx
from filbert.designer.errors import NotFoundError
from filbert.designer.intake.places import NotConnectedError, Place, UnreachableError

SECONDS = 5.0
MOST_BYTES = 2_000_000


def latest(place: Place, subject: str) -> tuple[str, str]:
    """Kind and text of the newest schema of a subject.

    Raises:
        NotConnectedError: the environment names no registry.
        NotFoundError: it knows no such subject.
        UnreachableError: it does not answer.
    """
    if place.registry is None:
        raise NotConnectedError(f"The environment '{place.environment}' names no schema registry.")
    url = f"{place.registry}/subjects/{quote(subject, safe='')}/versions/latest"
    try:
        # A proxy of the server's shell has no business in between.
        response = httpx.get(url, timeout=SECONDS, trust_env=False)
        if response.status_code == httpx.codes.NOT_FOUND:
            raise NotFoundError(f"The registry has no subject '{subject[:200]}'.")
        if len(response.content) > MOST_BYTES:
            raise UnreachableError(f"The schema of '{subject[:200]}' is larger than {MOST_BYTES:,} bytes.")
        content = response.raise_for_status().json()
        return str(content.get("schemaType") or "AVRO"), str(content["schema"])
    except (httpx.HTTPError, ValueError, KeyError, AttributeError) as error:
        reason = str(error) or type(error).__name__
        raise UnreachableError(f"The registry of '{place.environment}' does not answer: {reason}.") from None
