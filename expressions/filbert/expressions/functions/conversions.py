"""Texts to values where CAST is too strict."""

from filbert.expressions.errors import EvalError
from filbert.expressions.functions.registry import function

YES = ("true", "t", "yes", "y", "on", "1")
NO = ("false", "f", "no", "n", "off", "0")


@function(
    "conversion",
    flink=(
        "CASE WHEN LOWER({0}) IN ('true', 't', 'yes', 'y', 'on', '1') THEN TRUE"
        " WHEN LOWER({0}) IN ('false', 'f', 'no', 'n', 'off', '0') THEN FALSE END"
    ),
    null_means="E_CAST",
    example=("PARSE_BOOLEAN('Yes')", "TRUE"),
)
def parse_boolean(text: str, at: int) -> bool:
    """Reads true, t, yes, y, on or 1, or else false, f, no, n, off or 0, in capital or small letters."""
    word = text.lower()
    if word not in YES and word not in NO:
        raise EvalError("E_CAST", at)
    return word in YES
