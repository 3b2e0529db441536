"""The functions of the language. One decorated entry is a function's signature, its Python, its Flink SQL, its help
and its example; nothing else has to be changed to add one.

A plain function is typed by its annotations and is NULL when any argument is:

    @function("text", flink="STARTSWITH({0}, {1})", example=("STARTS_WITH('filbert', 'fil')", "TRUE"))
    def starts_with(text: str, prefix: str) -> bool:
        '''Whether the text begins with the prefix.'''
        return text.startswith(prefix)

A function whose type depends on its arguments gives its own `typing` rule. One that chooses between its arguments is
a `special_form`: a rule that makes a typed tree of existing nodes, and needs no code of its own.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context, is_unknown, unknown
from filbert.expressions.checker.conversion import constant, convert, fold
from filbert.expressions.functions.entry import (
    FUNCTIONS,
    Bind,
    Category,
    FlinkSource,
    Function,
    Guards,
    PythonSource,
    Rule,
)
from filbert.expressions.types import BIGINT, BOOLEAN, DATE, DOUBLE, STRING, TIMESTAMP, Range, Type

Typing = Callable[[Context, Function, ast.Call, list[tree.Node]], tree.Node]

TYPES: Mapping[Any, Type] = {
    bool: BOOLEAN,
    int: BIGINT,
    float: DOUBLE,
    str: STRING,
    datetime.date: DATE,
    datetime.datetime: TIMESTAMP,
}


def function(
    category: Category,
    *,
    flink: str | FlinkSource,
    example: tuple[str, str],
    python: str | PythonSource | None = None,
    guards: Guards | None = None,
    fails: bool = False,
    range_: Range | None = None,
    typing: Typing | None = None,
    rule: Rule | None = None,
    signature: str | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function.

    Args:
        flink: a template with `{0}`, `{1}` for the operands, or what makes the source.
        python: the same for Python; by default the decorated function is called. One that may fail is given the
            position of the call as its last argument, `at`.
        guards: for Flink, when the call fails; needed if `fails`.
        range_: of a BIGINT result.
        typing: for functions of several types; also needs a `signature`.
        rule: the same where the arguments cannot all be checked as values.
    """

    def register(implementation: Callable[..., Any]) -> Callable[..., Any]:
        name = implementation.__name__.upper().rstrip("_")
        parameters, least, result, nullable = _annotations(implementation, fails)
        text = signature or _signature(name, parameters, least, result)
        if rule is not None:
            check = rule
        elif typing is not None:
            check = _typed_rule(typing)
        else:
            check = _plain_rule(list(parameters.values()), least, result, nullable, fails, range_)
        _add(
            Function(
                name,
                category,
                text,
                (implementation.__doc__ or "").strip(),
                example,
                check,
                _python_source(python, fails),
                _flink_source(flink),
                guards,
                implementation,
            )
        )
        return implementation

    return register


def special_form(
    category: Category, signature: str, *, example: tuple[str, str]
) -> Callable[[Typing], Typing]:
    """Register a function that the decorated rule turns into other nodes."""

    def register(rule: Typing) -> Typing:
        name = signature.partition("(")[0]
        help_ = (rule.__doc__ or "").strip()
        _add(
            Function(
                name,
                category,
                signature,
                help_,
                example,
                _typed_rule(rule),
                _no_source,
                _no_source,
                None,
                None,
            )
        )
        return rule

    return register


def make_call(
    context: Context,
    function_: Function,
    node: ast.Call,
    type_: Type,
    arguments: Sequence[tree.Node],
    *,
    range_: Range | None = None,
    nullable: bool = False,
    fails: bool = False,
    options: Mapping[str, Any] | None = None,
) -> tree.Node:
    """Return the node of a call, or its value if all arguments are constants.

    Args:
        nullable: whether the result may be NULL although no argument is.
        fails: whether the call itself may fail.
    """
    call = tree.Call(
        type_,
        nullable or any(argument.nullable for argument in arguments),
        range_,
        fails or any(argument.fails for argument in arguments),
        node.start,
        node.end,
        function_,
        arguments,
        node.start,
        options or {},
    )
    return fold(context, call, arguments)


def has_arguments(
    context: Context, function_: Function, node: ast.Call, least: int, most: int | None = None
) -> bool:
    """Report a wrong number of arguments."""
    count = len(node.arguments)
    if least <= count and (most is None or count <= most):
        return True
    wanted = str(least) if most == least else f"{least} to {most}" if most else f"at least {least}"
    plural = "" if wanted in {"1", "at least 1"} else "s"
    message = f"{node.name} takes {wanted} argument{plural}, not {count}"
    context.error(node, "E_ARGUMENTS", message, function_.signature)
    return False


def literal_integer(context: Context, argument: tree.Node, low: int, high: int, what: str) -> int | None:
    """Return an argument that must be written as a number; report it otherwise."""
    value = argument.value if isinstance(argument, tree.Constant) else None
    if argument.type == BIGINT and isinstance(value, int) and low <= value <= high:
        return value
    if not is_unknown(argument):
        context.error(argument, "E_LITERAL", f"{what} is a number from {low} to {high}")
    return None


def typed_null(node: tree.Node, type_: Type) -> tree.Node:
    """Give the bare NULL a type."""
    return constant(None, type_, node) if node.type.kind == "NULL" else node


def _add(entry: Function) -> None:
    assert entry.name not in FUNCTIONS, f"{entry.name} is registered twice"
    assert entry.help, f"{entry.name} has no help"
    FUNCTIONS[entry.name] = entry


def _annotations(implementation: Callable[..., Any], fails: bool) -> tuple[dict[str, Any], int, Any, bool]:
    annotations = dict(implementation.__annotations__)
    result = annotations.pop("return")
    if fails:
        annotations.pop("at", None)
    least = len(annotations) - len(implementation.__defaults__ or ())
    options: tuple[Any, ...] = getattr(result, "__args__", ())
    if type(None) in options:
        return annotations, least, options[0], True
    return annotations, least, result, False


def _signature(name: str, parameters: Mapping[str, Any], least: int, result: Any) -> str:
    parts = [f"{parameter} {TYPES[kind]}" for parameter, kind in parameters.items()]
    text = ", ".join(parts[:least])
    for part in parts[least:]:
        text += f"[, {part}]"
    return f"{name}({text}) → {TYPES[result]}"


def _plain_rule(
    kinds: Sequence[Any], least: int, result: Any, nullable: bool, fails: bool, range_: Range | None
) -> Rule:
    wanted = [TYPES[kind] for kind in kinds]
    type_ = TYPES[result]

    def rule(context: Context, function_: Function, node: ast.Call) -> tree.Node:
        arguments = [context.visit(argument) for argument in node.arguments]
        if not has_arguments(context, function_, node, least, len(wanted)):
            return unknown(node)
        for position, (argument, target) in enumerate(zip(arguments, wanted, strict=False)):
            if not _accepts(argument.type, target):
                message = f"argument {position + 1} of {node.name} is a {target}"
                context.mistyped(argument, message, function_.signature)
                return tree.Unknown(type_, True, range_, False, node.start, node.end)
            arguments[position] = convert(argument, target)
        return make_call(
            context, function_, node, type_, arguments, range_=range_, nullable=nullable, fails=fails
        )

    return rule


def _accepts(type_: Type, target: Type) -> bool:
    return type_.kind in {target.kind, "NULL"} or (target.kind == "DOUBLE" and type_.is_number)


def _typed_rule(typing: Typing) -> Rule:
    def rule(context: Context, function_: Function, node: ast.Call) -> tree.Node:
        arguments = [context.visit(argument) for argument in node.arguments]
        if is_unknown(*arguments):
            return unknown(node)
        return typing(context, function_, node, arguments)

    return rule


def _flink_source(source: str | FlinkSource) -> FlinkSource:
    if not isinstance(source, str):
        return source
    return lambda _call, operands: source.format(*operands)


def _python_source(source: str | PythonSource | None, fails: bool) -> PythonSource:
    if source is None:
        return _call_and_position if fails else _call
    if not isinstance(source, str):
        return source
    return lambda _call, operands, _bind: source.format(*operands)


def _call(call: tree.Call, operands: Sequence[str], _bind: Bind) -> str:
    return f"{call.function.python_name}({', '.join(operands)})"


def _call_and_position(call: tree.Call, operands: Sequence[str], _bind: Bind) -> str:
    return f"{call.function.python_name}({', '.join([*operands, str(call.at)])})"


def _no_source(call: tree.Call, *_arguments: object) -> str:
    raise AssertionError(f"{call.function.name} is replaced by other nodes")


def wrong_type(context: Context, node: ast.Call, argument: tree.Node, wanted: str) -> tree.Node:
    """Report an argument of a type that the function does not take."""
    if argument.type.kind == "NULL":
        return context.error(argument, "E_NULL", "NULL alone has no type", "write CAST(NULL AS …)")
    return context.mistyped(argument, f"{node.name} takes {wanted}")
