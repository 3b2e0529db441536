"""The functions of the language. One decorated entry is a function's signature, its Python, its Flink SQL, its help
and its example; nothing else has to be changed to add one.

A plain function is typed by its annotations and is NULL when any argument is:

    @function("text", flink="STARTSWITH({0}, {1})", example=("STARTS_WITH('filbert', 'fil')", "TRUE"))
    def starts_with(text: str, prefix: str) -> bool:
        '''Whether the text begins with the prefix.'''
        return text.startswith(prefix)

An argument that must be written in the text, such as a pattern or a zone, is annotated with a `Literal` that reads it.
What Flink has no safe function for is a class of the JVM library, `java`, of the same arguments. It never throws; it
gives NULL where Python raises `null_means`.

A function whose type depends on its arguments gives its own `typing` rule. One that chooses between its arguments is
a `special_form`: a rule that makes a typed tree of existing nodes, and needs no code of its own.
"""

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
    java_name,
)
from filbert.expressions.functions.parameter import TYPES, Parameter, shown_kinds
from filbert.expressions.sql_text import sql_text
from filbert.expressions.types import BIGINT, Range, Type

Typing = Callable[[Context, Function, ast.Call, list[tree.Node]], tree.Node]
Refuse = Callable[[Context, ast.Call, Sequence[tree.Node], Mapping[str, Any]], bool]


def function(
    category: Category,
    *,
    example: tuple[str, str],
    flink: str | FlinkSource | None = None,
    java: str | tuple[str, ...] | None = None,
    python: str | PythonSource | None = None,
    guards: Guards | None = None,
    fails: bool = False,
    null_means: str | None = None,
    range_: Range | None = None,
    refuse: Refuse | None = None,
    typing: Typing | None = None,
    rule: Rule | None = None,
    signature: str | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function.

    Args:
        flink: a template with `{0}`, `{1}` for the operands, or what makes the source; by default `java` is called.
        java: a class of the JVM library that takes all arguments, the optional ones too; or those that `flink` and
            `guards` call, with their packages.
        python: the same for Python, where a shorter source than a call of the decorated function will do. The
            decorated function is complete all the same, because the interpreter calls it: with the operands in
            order, and by name those of its parameters that are named like an option, or `at`, the position of
            the call.
        guards: for Flink, when the call fails; needed if `fails`.
        null_means: the code of the error that it is if Flink's value is NULL although no operand is; implies `fails`.
        range_: of a BIGINT result.
        refuse: reports arguments that do not go together, and returns whether it did.
        typing: for functions of several types; also needs a `signature`.
        rule: the same where the arguments cannot all be checked as values.
    """

    def register(implementation: Callable[..., Any]) -> Callable[..., Any]:
        name = implementation.__name__.upper().rstrip("_")
        may_fail = fails or null_means is not None
        parameters, result, nullable = _annotations(implementation, may_fail)
        if rule is not None:
            check = rule
        elif typing is not None:
            check = _typed_rule(typing)
        else:
            check = _plain_rule(parameters, result, nullable, may_fail, range_, java is not None, refuse)
        classes = (java,) if isinstance(java, str) else java or ()
        flink_source = _flink_source(flink, java if isinstance(java, str) else None, parameters)
        FUNCTIONS.add(
            Function(
                name,
                category,
                signature or _signature(name, parameters, result),
                " ".join((implementation.__doc__ or "").split()),
                example,
                check,
                _python_source(python, may_fail, parameters),
                flink_source,
                _null_guards(flink_source, null_means) if null_means else guards,
                implementation,
                classes,
            )
        )
        return implementation

    return register


def special_form(
    category: Category, signature: str, *, example: tuple[str, str]
) -> Callable[[Typing], Typing]:
    """Register a function that the decorated rule turns into other nodes."""

    def register(rule: Typing) -> Typing:
        _add_form(category, signature, rule.__doc__, example, _typed_rule(rule), ())
        return rule

    return register


def syntax(
    category: Category, signature: str, *, example: tuple[str, str], java: tuple[str, ...]
) -> Callable[[Rule], Rule]:
    """Register the help of a form that the parser reads by itself; the decorated rule is for what only looks like it.

    Args:
        java: the classes of the JVM library that its SQL calls.
    """

    def register(rule: Rule) -> Rule:
        _add_form(category, signature, rule.__doc__, example, rule, java)
        return rule

    return register


def _add_form(
    category: Category,
    signature: str,
    help_: str | None,
    example: tuple[str, str],
    check: Rule,
    java: tuple[str, ...],
) -> None:
    name, text = signature.partition("(")[0], " ".join((help_ or "").split())
    FUNCTIONS.add(
        Function(name, category, signature, text, example, check, _no_source, _no_source, None, None, java)
    )


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


def _annotations(implementation: Callable[..., Any], fails: bool) -> tuple[list[Parameter], Any, bool]:
    annotations = dict(implementation.__annotations__)
    result = annotations.pop("return")
    if fails:
        annotations.pop("at", None)
    defaults = implementation.__defaults__ or ()
    missing = (Parameter.REQUIRED,) * (len(annotations) - len(defaults))
    parameters = [
        Parameter.of(name, annotation, default)
        for (name, annotation), default in zip(annotations.items(), (*missing, *defaults), strict=False)
    ]
    options: tuple[Any, ...] = getattr(result, "__args__", ())
    if type(None) in options:
        return parameters, options[0], True
    return parameters, result, False


def _signature(name: str, parameters: Sequence[Parameter], result: Any) -> str:
    least = sum(parameter.required for parameter in parameters)
    text = ", ".join(map(str, parameters[:least]))
    for parameter in parameters[least:]:
        text += f"[, {parameter}]" if text else f"[{parameter}]"
    return f"{name}({text}) → {shown_kinds(result)}"


def _plain_rule(
    parameters: Sequence[Parameter],
    result: Any,
    nullable: bool,
    fails: bool,
    range_: Range | None,
    complete: bool,
    refuse: Refuse | None,
) -> Rule:
    least = sum(parameter.required for parameter in parameters)

    def rule(context: Context, function_: Function, node: ast.Call) -> tree.Node:
        if not has_arguments(context, function_, node, least, len(parameters)):
            for argument, parameter in zip(node.arguments, parameters, strict=False):
                if parameter.literal is None:
                    context.visit(argument)
            return unknown(node)
        arguments: list[tree.Node] = []
        options: dict[str, Any] = {}
        type_ = TYPES.get(result)
        faulty = False
        for position, parameter in enumerate(parameters):
            given = node.arguments[position] if position < len(node.arguments) else None
            if parameter.literal is not None:
                value = parameter.default if given is None else parameter.literal.read(context, given)
                options[parameter.name] = value
                faulty = faulty or (value is None and given is not None)
            elif given is not None:
                accepted = _argument(context, function_, node, parameter, position, context.visit(given))
                faulty = faulty or accepted is None
                if accepted is not None:
                    arguments.append(accepted)
                    type_ = accepted.type if type_ is None and parameter.kind == result else type_
            elif complete:
                arguments.append(constant(parameter.default, TYPES[parameter.kind], node))
        faulty = faulty or (refuse is not None and refuse(context, node, arguments, options))
        if faulty or type_ is None:
            if type_ is None:
                return unknown(node)
            return tree.Unknown(type_, True, range_, False, node.start, node.end)
        return make_call(
            context,
            function_,
            node,
            type_,
            arguments,
            range_=range_,
            nullable=nullable,
            fails=fails,
            options=options,
        )

    return rule


def _argument(
    context: Context,
    function_: Function,
    node: ast.Call,
    parameter: Parameter,
    position: int,
    given: tree.Node,
) -> tree.Node | None:
    """Return an argument in the type of its parameter; report it otherwise."""
    target = parameter.accepts(given.type)
    if target is not None:
        return convert(given, target)
    if given.type.kind == "NULL":
        context.error(given, "E_NULL", "NULL alone has no type", "write CAST(NULL AS …)")
        return None
    message = f"argument {position + 1} of {node.name} is a {shown_kinds(parameter.kind)}"
    context.mistyped(given, message, function_.signature)
    return None


def _merged(
    call: tree.Call, operands: Sequence[str], parameters: Sequence[Parameter], write: Callable[[Any], str]
) -> list[str]:
    """Return the sources of all arguments, those that are literals among them, in the order of the parameters."""
    rest = iter(operands)
    merged = [
        next(rest, "") if parameter.literal is None else write(call.options[parameter.name])
        for parameter in parameters
    ]
    return [source for source in merged if source]


def written_literal(value: Any) -> str:
    """Return the SQL of a literal argument."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value) if isinstance(value, int) else sql_text(value)


def _typed_rule(typing: Typing) -> Rule:
    def rule(context: Context, function_: Function, node: ast.Call) -> tree.Node:
        arguments = [context.visit(argument) for argument in node.arguments]
        if is_unknown(*arguments):
            return unknown(node)
        return typing(context, function_, node, arguments)

    return rule


def _flink_source(
    source: str | FlinkSource | None, java: str | None, parameters: Sequence[Parameter]
) -> FlinkSource:
    if source is None:
        assert java is not None, "a function needs SQL or a class of the JVM library"
        name = java_name(java)
        return lambda call, operands: (
            f"{name}({', '.join(_merged(call, operands, parameters, written_literal))})"
        )
    if not isinstance(source, str):
        return source
    return lambda _call, operands: source.format(*operands)


def _null_guards(source: FlinkSource, code: str) -> Guards:
    def guards(call: tree.Call, operands: Sequence[str]) -> Sequence[tuple[str, str]]:
        # Of several operands the generator itself asks whether they are NULL.
        only = len(operands) == 1 and call.arguments[0].nullable
        known = f"{operands[0]} IS NOT NULL AND " if only else ""
        return [(f"{known}{source(call, operands)} IS NULL", code)]

    return guards


def _python_source(
    source: str | PythonSource | None, fails: bool, parameters: Sequence[Parameter]
) -> PythonSource:
    if isinstance(source, str):
        return lambda _call, operands, _bind: source.format(*operands)
    if source is not None:
        return source

    def call_of(call: tree.Call, operands: Sequence[str], _bind: Bind) -> str:
        merged = operands
        if any(parameter.literal is not None for parameter in parameters):
            merged = _merged(call, operands, parameters, repr)
        position = [f"at={call.at}"] if fails else []
        return f"{call.function.python_name}({', '.join([*merged, *position])})"

    return call_of


def _no_source(call: tree.Call, *_arguments: object) -> str:
    raise AssertionError(f"{call.function.name} is replaced by other nodes")


def wrong_type(context: Context, node: ast.Call, argument: tree.Node, wanted: str) -> tree.Node:
    """Report an argument of a type that the function does not take."""
    if argument.type.kind == "NULL":
        return context.error(argument, "E_NULL", "NULL alone has no type", "write CAST(NULL AS …)")
    return context.mistyped(argument, f"{node.name} takes {wanted}")
