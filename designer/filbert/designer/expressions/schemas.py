"""What is said of expressions at the edge. All positions count UTF-16 units, as browsers do."""

from typing import Any, Literal

from filbert.designer.schema import ENVIRONMENT, Answer, Name, Request, WholeNumber, example
from pydantic import Field

LONGEST = 20_000
COLUMNS = {"fee": "DECIMAL(10, 2)", "parts": "BIGINT NOT NULL"}


class ExpressionRequest(Request):
    """An expression and its place."""

    text: str = Field(max_length=LONGEST)
    columns: dict[str, str] = Field(
        default_factory=dict, max_length=2_500, description="Types of what is in scope, by name."
    )
    personal: list[str] = Field(
        default_factory=list, max_length=2_500, description="Those of `columns` that hold personal data."
    )
    expected: str | None = Field(None, max_length=1_000, description="The type that the place wants.")
    template: bool = Field(False, description="Whether the text is one with {expression} holes.")
    environment: Name = Field("sandbox", description=ENVIRONMENT)


class ExpressionCheck(ExpressionRequest):
    """An expression to check."""

    model_config = example({"text": "fee / parts > 10", "columns": COLUMNS, "expected": "BOOLEAN"})


class ExpressionAt(ExpressionRequest):
    """A position in an expression."""

    model_config = example({"text": "fee / pa", "at": 8, "columns": COLUMNS})

    at: WholeNumber = Field(description="The caret.")
    sample: dict[str, Any] = Field(
        default_factory=dict, description="A sample event, for values: columns by name, as rows are written."
    )


class ExpressionRows(ExpressionRequest):
    """An expression, and rows to evaluate it over."""

    model_config = example(
        {"text": "fee / parts", "columns": COLUMNS, "rows": [{"fee": "10.00", "parts": 4}]}
    )

    rows: list[dict[str, Any]] = Field(max_length=1_000, description="Columns by name, as rows are written.")


class RowValueAnswer(Answer):
    """A value, or why there is none."""

    value: Any
    error: str | None


class ValuesAnswer(Answer):
    """The values of an expression, one for each row."""

    model_config = example(
        {
            "type": "DECIMAL(38, 22)",
            "pii": False,
            "values": [{"value": "2.5000000000000000000000", "error": None}],
        }
    )

    type: str | None = Field(description="None when there are errors; then there are no values.")
    pii: bool = Field(description="Whether the values are personal data, or derived from it.")
    values: list[RowValueAnswer]


class ExpressionText(Request):
    """An expression alone."""

    model_config = example({"text": "fee/parts>10"})

    text: str = Field(max_length=LONGEST)


class Span(Answer):
    """A part of a text, `[from, to)`."""

    from_: int = Field(alias="from")
    to: int


class Finding(Span):
    """Something that is wrong with an expression."""

    code: str
    severity: Literal["error", "warning"]
    message: str
    hint: str | None


class EditAnswer(Span):
    """Put a text in the place of a part."""

    text: str


class FixAnswer(Span):
    """What may be done about something that is wrong; it was tried."""

    code: str
    title: str
    edits: list[EditAnswer]


class ExpressionChecked(Answer):
    """The type of an expression, and all that is wrong with it."""

    model_config = example(
        {
            "type": "BOOLEAN",
            "pii": False,
            "references": ["fee", "parts"],
            "findings": [],
            "fixes": [],
        }
    )

    type: str | None = Field(description="None when there are errors.")
    pii: bool = Field(description="Whether its value is personal data, or derived from it.")
    references: list[str]
    findings: list[Finding]
    fixes: list[FixAnswer]


class CompletionAnswer(Answer):
    """What may be written."""

    label: str
    kind: str
    insert: str
    snippet: str | None
    detail: str | None
    help: str | None
    sample: str | None
    expected: bool
    pii: bool


class CompletionsAnswer(Span):
    """What may be written in the place of a part, the best first."""

    model_config = example(
        {
            "from": 6,
            "to": 8,
            "items": [
                {
                    "label": "parts",
                    "kind": "column",
                    "insert": "parts",
                    "snippet": None,
                    "detail": "BIGINT NOT NULL",
                    "help": None,
                    "sample": "3",
                    "expected": False,
                    "pii": False,
                }
            ],
        }
    )

    items: list[CompletionAnswer]


class SignatureAnswer(Span):
    """The function whose arguments are being written."""

    model_config = example(
        {
            "from": 0,
            "to": 9,
            "name": "ROUND",
            "signature": "ROUND(value, digits)",
            "help": "Rounds half away from zero.",
            "example": ["ROUND(2.5)", "3"],
            "parameters": [{"from": 6, "to": 11}],
            "active": 0,
        }
    )

    name: str
    signature: str
    help: str
    example: list[str]
    parameters: list[Span] = Field(description="Their places in the signature.")
    active: int | None


class HoverAnswer(Span):
    """What is under the pointer."""

    model_config = example(
        {
            "from": 0,
            "to": 3,
            "title": "fee",
            "type": "DECIMAL(10, 2)",
            "nullable": True,
            "value": "7.50",
            "help": None,
            "example": None,
            "pii": False,
        }
    )

    title: str
    type: str | None
    nullable: bool | None
    value: str | None
    help: str | None
    example: list[str] | None
    pii: bool


class TextAnswer(Answer):
    """A text."""

    model_config = example({"text": "fee / parts > 10"})

    text: str
