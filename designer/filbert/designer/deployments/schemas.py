"""What is said of deployments at the edge."""

from typing import Any

from filbert.designer.deployments.model import Kind, State
from filbert.designer.instant import Instant
from filbert.designer.scenarios.schemas import DIFFERENCE, DOCUMENT, DifferenceAnswer, ScenarioProblem
from filbert.designer.schema import Answer, Comment, Name, Request, WholeNumber, example
from pydantic import Field

HASH = "9d4f6c0e7b1a2f3d9d4f6c0e7b1a2f3d9d4f6c0e7b1a2f3d9d4f6c0e7b1a2f3d"
TESTS = {"total": 7, "passed": 7, "failing": []}
STAGE = {"stage": "stopping", "at": "2026-01-31T10:00:00.000Z", "detail": "the savepoint is written"}
CHANGE = {
    "number": 12,
    "scenario": "sms-spam",
    "environment": "production",
    "kind": "promote",
    "version": 14,
    "hash": HASH,
    "comment": "fewer false alerts",
    "keep_state": True,
    "state": "awaiting-approval",
    "detail": "",
    "requested_at": "2026-01-31T10:00:00.000Z",
    "requested_by": "ann",
    "start_at": None,
    "decided_at": None,
    "decided_by": None,
    "decision": "",
    "finished_at": None,
    "tests": TESTS,
}
STATUS = {
    "environment": "production",
    "scenario": "sms-spam",
    "version": 14,
    "hash": HASH,
    "desired": "running",
    "observed": "unknown",
    "since": "2026-01-31T10:00:00.000Z",
    "is_good": False,
    "job_id": "5e0c2f7c3ff1a9b0c8b8ad4f5a6f0a4d",
    "deployed_at": "2026-01-30T10:00:00.000Z",
    "comment": "fewer false alerts",
    "restarts": 0,
    "lag": 12,
    "checkpoint_at": "2026-01-31T09:59:55.000Z",
    "detail": "Flink at http://127.0.0.1:8081 does not answer: timed out.",
    "under_way": None,
}
FOREIGN = {
    "job_id": "0a4d5e0c2f7c3ff1a9b0c8b8ad4f5a6f",
    "name": "somebody's job",
    "state": "running",
    "since": "2026-01-30T10:00:00.000Z",
    "flink": "http://127.0.0.1:8081",
}
KEEP = "Whether the new version goes on with the state that is there."


class Deploy(Request):
    """A version to bring to an environment."""

    model_config = example({"environment": "sandbox", "version": 1, "comment": "a first try"})

    environment: Name
    version: WholeNumber | None = Field(None, description="Default: the newest.")
    comment: Comment = ""
    keep_state: bool = Field(True, description=KEEP)
    start_at: Instant | None = Field(None, description="When; default: at once.")


class DeployPreview(Request):
    """A deployment to look at before it is asked for."""

    model_config = example({"environment": "sandbox", "version": 1})

    environment: Name
    version: WholeNumber | None = Field(None, description="Default: the newest.")
    keep_state: bool = Field(True, description=KEEP)


class VerdictsAsked(Request):
    """A document whose deployment is thought through."""

    model_config = example({"environment": "sandbox", "document": DOCUMENT})

    environment: Name
    document: dict[str, Any]


class Promote(Request):
    """From one environment to another one: the same version."""

    model_config = example({"from": "acceptance", "to": "sandbox", "comment": "accepted by the fraud team"})

    from_: Name = Field(alias="from")
    to: Name
    comment: Comment = ""
    keep_state: bool = Field(True, description=KEEP)
    start_at: Instant | None = Field(None, description="When; default: at once.")


class Stop(Request):
    """What to stop."""

    model_config = example({"environment": "sandbox", "comment": "the source is being moved"})

    environment: Name
    comment: Comment = ""
    keep_state: bool = Field(True, description="Whether the next deployment goes on with its state.")


class Restart(Request):
    """What to start anew."""

    model_config = example({"environment": "sandbox"})

    environment: Name
    comment: Comment = ""


class Rollback(Request):
    """Where to go back."""

    model_config = example({"environment": "sandbox", "comment": "too many false alerts"})

    environment: Name
    version: WholeNumber | None = Field(None, description="One that ran there. Default: what ran before.")
    comment: Comment = ""


class Decision(Request):
    """Why, or nothing."""

    model_config = example({"comment": "looks right"})

    comment: Comment = ""


class TestsAnswer(Answer):
    """How the test cases ended."""

    __test__ = False  # No tests of pytest's.

    total: int
    passed: int
    failing: list[str] = Field(description="Titles.")


class StageAnswer(Answer):
    """Something that was done."""

    model_config = example(STAGE)

    stage: str = Field(description="Such as asked, planning, topics, stopping, launching, watching, done.")
    at: Instant
    detail: str


class ChangeSummary(Answer):
    """Something that was asked for."""

    model_config = example(CHANGE)

    number: int
    scenario: str
    environment: str
    kind: Kind
    version: int | None = Field(description="None: deployed by the command line.")
    hash: str | None
    comment: str
    keep_state: bool
    state: State
    detail: str = Field(description="How it ended, or what it waits for.")
    requested_at: Instant
    requested_by: str
    start_at: Instant | None
    decided_at: Instant | None
    decided_by: str | None
    decision: str
    finished_at: Instant | None
    tests: TestsAnswer | None


class ChangeAnswer(ChangeSummary):
    """Something that was asked for, with what was done about it."""

    model_config = example({**CHANGE, "stages": [STAGE]})

    stages: list[StageAnswer]


class ChangesAnswer(Answer):
    """What was asked for, the newest first."""

    model_config = example({"changes": [CHANGE], "before": None})

    changes: list[ChangeSummary]
    before: int | None = Field(description="Send it as 'before' for older ones; None when there are none.")


class VerdictAnswer(Answer):
    """What becomes of the state of a node."""

    node: str
    kind: str
    fate: str = Field(description="kept, reset, new or dropped.")
    reason: str
    complete_at: Instant | None = Field(description="When it gives full answers; None: at once.")


class RunningAnswer(Answer):
    """What it replaces."""

    version: int | None
    hash: str


class VerdictsAnswer(Answer):
    """What a deployment of a document would do with the state that is there."""

    model_config = example(
        {
            "environment": "sandbox",
            "running": {"version": 13, "hash": HASH},
            "state": [
                {"node": "recipients", "kind": "aggregate", "fate": "kept", "reason": "", "complete_at": None}
            ],
        }
    )

    environment: str
    running: RunningAnswer | None = Field(description="What is deployed there; None: nothing is.")
    state: list[VerdictAnswer] | None = Field(
        description="None where nothing is deployed, or the document has errors."
    )


class StartAnswer(Answer):
    """Where a source starts."""

    node: str
    stream: str
    topic: str
    start: str = Field(description="'kept': exactly where it was; else as the node says.")
    waiting: int | None = Field(description="Records from there to the end of the topic.")


class PlanProblemAnswer(Answer):
    """A statement that Flink's planner does not take."""

    message: str
    statement: str


class PlanAnswer(Answer):
    """What Flink's planner says."""

    checked: bool
    problems: list[PlanProblemAnswer]


class PreviewAnswer(Answer):
    """What a deployment would do."""

    model_config = example(
        {
            "environment": "production",
            "version": 14,
            "hash": HASH,
            "sentence": "Deploy version 14 to production, keep state of 3 nodes, reset 1",
            "obstacles": [],
            "needs_approval": True,
            "unchanged": False,
            "running": {"version": 13, "hash": HASH},
            "lines": ["spammer: condition: n >= 1000 → n >= 500"],
            "difference": DIFFERENCE,
            "state": [
                {
                    "node": "recipients",
                    "kind": "aggregate",
                    "fate": "kept",
                    "reason": "",
                    "complete_at": None,
                }
            ],
            "sources": [{"node": "sms", "stream": "sms", "topic": "sms", "start": "kept", "waiting": 12}],
            "tests": TESTS,
            "problems": [],
            "missing_topics": [],
            "plan": {"checked": True, "problems": []},
        }
    )

    environment: str
    version: int
    hash: str
    sentence: str = Field(description="What the button says.")
    obstacles: list[str] = Field(description="Why it cannot be done; empty when it can.")
    needs_approval: bool
    unchanged: bool = Field(description="This version runs there already.")
    running: RunningAnswer | None
    lines: list[str] = Field(description="What changes, in words.")
    difference: DifferenceAnswer | None = Field(description="What changes, node by node.")
    state: list[VerdictAnswer]
    sources: list[StartAnswer]
    tests: TestsAnswer
    problems: list[ScenarioProblem] = Field(description="Of the version in this environment.")
    missing_topics: list[str] = Field(description="Topics that would be made.")
    plan: PlanAnswer


class UnderWayAnswer(Answer):
    """What is being done."""

    change: int | None = Field(description="None: by the command line, or by itself after a crash.")
    kind: str
    state: str
    step: str
    since: Instant
    detail: str


class StatusAnswer(Answer):
    """What should run, and what does."""

    model_config = example(STATUS)

    environment: str
    scenario: str
    version: int | None
    hash: str | None
    desired: str
    observed: str = Field(
        description="running, starting, restarting, failing, failed, stopping, stopped, cancelled, finished, "
        "missing, or unknown."
    )
    since: Instant | None = Field(description="Since when; if unknown, when it was last seen.")
    is_good: bool = Field(description="Whether it is as it should be.")
    job_id: str | None
    deployed_at: Instant | None
    comment: str
    restarts: int | None
    lag: int | None = Field(description="Records that wait in Kafka.")
    checkpoint_at: Instant | None
    detail: str
    under_way: UnderWayAnswer | None


class ForeignJobAnswer(Answer):
    """A job that was not started from here, and is never touched."""

    job_id: str
    name: str
    state: str
    since: Instant
    flink: str


class ClusterAnswer(Answer):
    """A Flink, and when it last answered."""

    flink: str
    seen_at: Instant | None
    fault: str = Field(description="Why it does not answer; empty when it does.")


class DeploymentsAnswer(Answer):
    """What should run and what runs, by environment and scenario."""

    model_config = example(
        {
            "deployments": [STATUS],
            "foreign": [FOREIGN],
            "clusters": [
                {
                    "flink": "http://127.0.0.1:8081",
                    "seen_at": "2026-01-31T10:00:00.000Z",
                    "fault": STATUS["detail"],
                }
            ],
        }
    )

    deployments: list[StatusAnswer]
    foreign: list[ForeignJobAnswer]
    clusters: list[ClusterAnswer]


class FailureAnswer(Answer):
    """Something that went wrong in a job."""

    at: Instant
    cause: str
    trace: str
    task: str | None
    task_manager: str | None


class FailuresAnswer(Answer):
    """What went wrong in a job, the newest first."""

    model_config = example(
        {
            "failures": [
                {
                    "at": "2026-01-31T10:00:00.000Z",
                    "cause": "the broker is gone",
                    "trace": "…",
                    "task": "Source: sms",
                    "task_manager": "tm-1",
                }
            ]
        }
    )

    failures: list[FailureAnswer]


class LogAnswer(Answer):
    """The end of a log of the cluster that a scenario runs on."""

    model_config = example({"part": "jobmanager", "lines": ["2026-01-31 10:00:00,000 INFO  … started"]})

    part: str
    lines: list[str]
