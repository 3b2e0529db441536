"""The shape of a file of test cases."""

from __future__ import annotations

from typing import Annotated, Any

from filbert.scenarios.events import parse_instant
from filbert.scenarios.structure import Duration, Listed, Mapped, Model, fault
from filbert.scenarios.testcase import MAX_EVENTS
from pydantic import BeforeValidator, Field, RootModel


def _instant(value: object) -> object:
    if isinstance(value, str):
        try:
            return parse_instant(value)
        except ValueError as error:
            raise fault("E_TIME", str(error)) from None
    return value


class RepeatModel(Model):
    """`repeat:`, many events from one. What is in an event is checked event by event."""

    times: Annotated[int, Field(ge=0, le=MAX_EVENTS)]
    every: Duration = 0
    stream: Any = None
    time: Any = None
    partition: Any = None
    offset: Any = None
    key: Any = None
    value: Any = None
    raw: Any = None

    def event(self) -> dict[str, Any]:
        """The keys of an event that were given."""
        return {key: getattr(self, key) for key in self.model_fields_set - {"times", "every"}}


class TestCaseModel(Model):
    """One of the list."""

    __test__ = False

    test: str
    events: Annotated[list[dict[str, Any]], Listed] = Field(default_factory=list)
    events_file: str | None = None
    repeat: RepeatModel | None = None
    mocks: Annotated[dict[str, Annotated[list[dict[str, Any]], Listed]], Mapped] = Field(default_factory=dict)
    until: Annotated[int | None, BeforeValidator(_instant)] = None
    expect: Annotated[dict[str, Annotated[list[dict[str, Any]], Listed]], Mapped] = Field(
        default_factory=dict
    )


class TestCasesModel(RootModel[list[TestCaseModel]]):
    """A whole file."""

    __test__ = False
