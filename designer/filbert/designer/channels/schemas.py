"""What is said of channels at the edge."""

import re
from typing import Annotated, Literal

from filbert.designer.instant import Instant
from filbert.designer.schema import REVISION, Answer, Name, Request, WholeNumber, example
from pydantic import AfterValidator, Field, SecretStr, StringConstraints, model_validator

EMAIL = {
    "host": "mail.example",
    "port": 587,
    "security": "starttls",
    "user": "filbert",
    "sender": "filbert@example.org",
    "recipients": ["oncall@example.org"],
}
CHANNEL = {
    "name": "on-call",
    "kind": "email",
    "email": EMAIL,
    "webhook": None,
    "has_secret": True,
    "environments": ["production"],
    "repeat_minutes": 240,
    "fault": None,
    "fault_at": None,
    "told_at": "2026-01-31T10:00:00.000Z",
    "changed_at": "2026-01-31T10:00:00.000Z",
    "changed_by": "boss",
    "revision": 1,
}
_ADDRESS = re.compile(r"[^@\s,<>\"]{1,64}@[A-Za-z0-9.-]{1,190}")
_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")
_URL = re.compile(r"https?://(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(:[0-9]{1,5})?(/[^\s#]*)?")


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text) or not text.isprintable():
        raise ValueError("an address of e-mail looks like name@example.org")
    return text


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise ValueError("a host has letters, digits, dots and hyphens")
    return text


def _url(text: str) -> str:
    if not _URL.fullmatch(text) or not text.isascii():
        raise ValueError(
            "an address begins with http:// or https://, and has neither user nor password in it"
        )
    return text


Address = Annotated[str, StringConstraints(max_length=254), AfterValidator(_address)]


class EmailTarget(Request):
    """A mail server, and to whom it is sent."""

    model_config = example(EMAIL)

    host: Annotated[str, AfterValidator(_host)]
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: Annotated[str, StringConstraints(max_length=200)] | None = None
    sender: Address
    recipients: Annotated[list[Address], Field(min_length=1, max_length=50)]


class WebhookTarget(Request):
    """An address to which messages are posted as JSON."""

    model_config = example({"url": "https://hooks.example/filbert"})

    url: Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_url)]


class ChannelPart(Request):
    """Where a channel goes, and of what it tells."""

    model_config = example({"webhook": {"url": "https://hooks.example/filbert"}})

    email: EmailTarget | None = None
    webhook: WebhookTarget | None = None
    secret: Annotated[SecretStr | None, Field(max_length=10_000)] = Field(
        None,
        description="Password of the mail server, or token that a webhook gets as `Authorization: Bearer`. "
        "Null: the one before; empty: none.",
    )
    environments: list[Name] = Field(["production"], max_length=50)
    repeat_minutes: int = Field(
        240, ge=1, le=60 * 24 * 30, description="After how long it tells again of what is still broken."
    )

    @model_validator(mode="after")
    def _one_target(self) -> "ChannelPart":
        if (self.email is None) == (self.webhook is None):
            raise ValueError("give either 'email' or 'webhook'")
        return self

    @property
    def kind(self) -> str:
        """Which of the two."""
        return "email" if self.email is not None else "webhook"


class ChannelCreate(ChannelPart):
    """A new channel."""

    model_config = example(
        {"name": "chat", "webhook": {"url": "https://hooks.example/filbert"}, "environments": ["production"]}
    )

    name: Name


class ChannelChange(ChannelPart):
    """A channel as it is to be."""

    model_config = example({"revision": 1, "email": EMAIL, "repeat_minutes": 60})

    revision: WholeNumber = Field(description=REVISION)


class ChannelAnswer(Answer):
    """A channel; of its secret, whether there is one."""

    model_config = example(CHANNEL)

    name: str
    kind: Literal["email", "webhook"]
    email: EmailTarget | None
    webhook: WebhookTarget | None
    has_secret: bool
    environments: list[str]
    repeat_minutes: int
    fault: str | None = Field(description="Why the last message was not delivered.")
    fault_at: Instant | None
    told_at: Instant | None = Field(description="When a message was delivered last.")
    changed_at: Instant
    changed_by: str
    revision: int


class ChannelsAnswer(Answer):
    """Channels, by name."""

    model_config = example({"channels": [CHANNEL]})

    channels: list[ChannelAnswer]
