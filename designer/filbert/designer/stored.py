"""Documents as the database keeps them: JSON in one line, which we wrote and need not judge again."""

import json
from typing import Any

from filbert.scenarios.text import Number


def values_of(text: str) -> Any:
    """The plain values of a stored document; numbers as they were written."""
    return json.loads(text, parse_float=Number)
