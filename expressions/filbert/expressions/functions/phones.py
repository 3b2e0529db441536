"""Phone numbers: one writing for each, and their country."""

from typing import Annotated

from filbert.expressions import ast
from filbert.expressions.checker.context import Context
from filbert.expressions.errors import EvalError
from filbert.expressions.functions.entry import java_name
from filbert.expressions.functions.parameter import Literal, literal_text
from filbert.expressions.functions.registry import function
from filbert.expressions.phone import country_of, international_digits, plans


def _country(context: Context, argument: ast.Node) -> str | None:
    hint = "two letters such as 'PL'"
    text = literal_text(context, argument, "the country", hint)
    if text is not None and text not in plans():
        context.error(argument, "E_LITERAL", f"there is no country '{text}'", hint)
        return None
    return text


Country = Annotated[str, Literal("'country'", _country)]


@function(
    "phones",
    java="PhoneNumber",
    null_means="E_CAST",
    example=("TO_E164('600 100 200', 'PL')", "'+48600100200'"),
)
def to_e164(text: str, country: Country = "", *, at: int) -> str:
    """A phone number in the writing of E.164. Without + it is read as in a country, a literal; without one only after
    00. Spaces, brackets, points, dashes and slashes do not count."""
    digits = international_digits(text, country)
    if digits is None:
        raise EvalError("E_CAST", at)
    return f"+{digits}"


@function(
    "phones",
    java="PhoneNumber",
    flink=lambda call, operands: (
        f"CASE WHEN {operands[0]} IS NOT NULL THEN"
        f" {java_name('PhoneNumber')}({operands[0]}, '{call.options['country']}') IS NOT NULL END"
    ),
    example=("IS_VALID_PHONE('+48600100200')", "TRUE"),
)
def is_valid_phone(text: str, country: Country = "") -> bool:
    """Whether the text is a phone number of a length that its country has; whether it is in use is not known."""
    return international_digits(text, country) is not None


@function(
    "phones",
    java="PhoneCountry",
    example=("PHONE_COUNTRY('+1 876 555 0123')", "'JM'"),
)
def phone_country(text: str, country: Country = "") -> str | None:
    """The country of a phone number, by ISO 3166; NULL if the text is no number that TO_E164 can read."""
    digits = international_digits(text, country)
    return None if digits is None else country_of(digits)
