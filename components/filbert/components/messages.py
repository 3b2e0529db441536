"""Messages of errors that components raise themselves; those of expressions are in `filbert.expressions`."""

from filbert.expressions import error_message

MESSAGES = {
    "E_NULL": "the value must not be NULL",
    "E_REQUIRED": "the field must not be NULL",
    "E_ENUM": "the value is not one that the field allows",
    "E_LATE": "the event came after the watermark had passed its time",
}


def message_of(code: str) -> str:
    """The fixed message of an error code; both engines write it."""
    return MESSAGES.get(code) or error_message(code)


def too_large(limit: int) -> str:
    """The message of E_SIZE for a record that a sink writes."""
    return f"the record is larger than {limit} bytes"
