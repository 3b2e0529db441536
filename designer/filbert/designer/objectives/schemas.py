"""What is said of objectives at the edge."""

from typing import Annotated, Literal

from filbert.designer.instant import Instant
from filbert.designer.schema import REVISION, Answer, Request, WholeNumber, example
from pydantic import Field

LIMITS = {"lag": 10_000, "latency_ms": 1_000, "error_percent": 1, "alerts_per_hour": 100}
OBJECTIVE = {
    "environment": "production",
    "scenario": "sms-spam",
    **LIMITS,
    "minutes": 5,
    "silent_until": None,
    "changed_at": "2026-01-31T10:00:00.000Z",
    "changed_by": "ann",
    "revision": 1,
    "judgements": [{"measure": "lag", "limit": 10_000, "value": 12, "state": "kept"}],
}
Limit = Annotated[float | None, Field(ge=0, le=1e15, allow_inf_nan=False)]


class ObjectivePut(Request):
    """Limits of a scenario; null: none."""

    model_config = example({"revision": 1, **LIMITS, "minutes": 5})

    revision: WholeNumber = Field(description=f"{REVISION} 0: there is none yet.")
    lag: Limit = Field(None, description="Records of the topics that are not read, all the time.")
    latency_ms: Limit = Field(None, description="Within which 99 % of the rows reach their sink.")
    error_percent: Limit = Field(None, description="Events that fail, of all that came.")
    alerts_per_hour: Limit = None
    minutes: int = Field(5, ge=1, le=24 * 60, description="The stretch of time that is judged.")


class ObjectiveSilence(Request):
    """Until when nobody is told; null: tell again."""

    model_config = example({"until": "2026-12-31T10:00:00.000Z"})

    until: Instant | None


class JudgementAnswer(Answer):
    """A measure against its limit."""

    model_config = example({"measure": "lag", "limit": 10_000, "value": 12, "state": "kept"})

    measure: str
    limit: float
    value: float | None = Field(description="Null: nothing was observed.")
    state: Literal["kept", "broken", "unknown"]


class ObjectiveAnswer(Answer):
    """An objective."""

    model_config = example(OBJECTIVE)

    environment: str
    scenario: str
    lag: float | None
    latency_ms: float | None
    error_percent: float | None
    alerts_per_hour: float | None
    minutes: int
    silent_until: Instant | None
    changed_at: Instant
    changed_by: str
    revision: int
    judgements: list[JudgementAnswer] = Field(description="How it stands now.")


class ObjectivesAnswer(Answer):
    """Objectives, by environment and scenario."""

    model_config = example({"objectives": [OBJECTIVE]})

    objectives: list[ObjectiveAnswer]
