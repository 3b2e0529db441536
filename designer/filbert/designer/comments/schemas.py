"""What is said of comments and of activity at the edge."""

from typing import Annotated, Any

from filbert.designer.instant import Instant
from filbert.designer.schema import REVISION, Answer, Comment, Request, WholeNumber, example
from pydantic import Field, StringConstraints

COMMENT = {
    "number": 1,
    "node": "long",
    "at": "2026-01-31T10:00:00.000Z",
    "by": "ann",
    "text": "Why one hour and not two?",
    "changed_at": None,
    "resolved_at": None,
    "resolved_by": None,
    "revision": 1,
}
ACTIVITY = {
    "number": 41,
    "at": "2026-01-31T10:00:00.000Z",
    "actor": "ann",
    "action": "scenario.save",
    "count": 7,
    "detail": {"revision": 12},
    "comment": None,
}


class CommentAnswer(Answer):
    """What somebody said of a scenario."""

    model_config = example(COMMENT)

    number: int
    node: str | None = Field(description="The node it is about; None: all of the scenario.")
    at: Instant
    by: str
    text: str
    changed_at: Instant | None
    resolved_at: Instant | None = Field(description="When somebody said that it is done with.")
    resolved_by: str | None
    revision: int


class CommentsAnswer(Answer):
    """Comments, in order."""

    model_config = example({"comments": [COMMENT]})

    comments: list[CommentAnswer]


class CommentCreate(Request):
    """Something to say of a scenario."""

    model_config = example({"node": "long", "text": "Why one hour and not two?"})

    node: Annotated[str, StringConstraints(max_length=200)] | None = None
    text: Comment = Field(min_length=1)


class CommentChange(Request):
    """Another text, or whether it is done with; what is not there stays."""

    model_config = example({"revision": 1, "resolved": True})

    revision: WholeNumber = Field(description=REVISION)
    text: Comment | None = Field(None, min_length=1, description="Of one's own comments only.")
    resolved: bool | None = None


class ActivityEntry(Answer):
    """Something that was done."""

    model_config = example(ACTIVITY)

    number: int = Field(description="Of the entry in the audit log; of several, the newest.")
    at: Instant
    actor: str
    action: str
    count: int = Field(
        description="How many of the same kind in a row it stands for: drafts are saved often."
    )
    detail: dict[str, Any]
    comment: CommentAnswer | None = Field(description="What was said, where it is still there.")


class ActivityAnswer(Answer):
    """What was done with a scenario, the newest first."""

    model_config = example({"entries": [ACTIVITY], "before": None})

    entries: list[ActivityEntry]
    before: int | None = Field(description="Send it as 'before' for older entries; None when there are none.")
