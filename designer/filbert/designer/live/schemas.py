"""What is said of presence at the edge."""

from typing import Annotated, Literal

from filbert.designer.instant import Instant
from filbert.designer.schema import Answer, Request, example
from pydantic import Field, StringConstraints

PERSON = {
    "client": "tab-7f3a91c2",
    "user": "ann",
    "title": "Ann",
    "doing": "editing",
    "node": "spammer",
    "since": "2026-01-31T10:00:00.000Z",
}
CLIENT = r"^[A-Za-z0-9_-]{8,64}$"

Client = Annotated[str, StringConstraints(pattern=CLIENT)]
"""A random text by which one tab of a browser names itself."""


class PersonAnswer(Answer):
    """Somebody at a scenario."""

    model_config = example(PERSON)

    client: str = Field(description="One tab of a browser.")
    user: str
    title: str
    doing: Literal["viewing", "editing"]
    node: str | None = Field(description="The node that they look at.")
    since: Instant


class PresenceAnswer(Answer):
    """Who is at a scenario, oneself included."""

    model_config = example({"scenario": "sms-spam", "people": [PERSON]})

    scenario: str
    people: list[PersonAnswer]


class PresenceSet(Request):
    """That somebody is there. Said again at least every 20 seconds."""

    model_config = example({"client": "tab-7f3a91c2", "doing": "editing", "node": "spammer"})

    client: Client
    doing: Literal["viewing", "editing"] = "viewing"
    node: Annotated[str, StringConstraints(max_length=200)] | None = None
