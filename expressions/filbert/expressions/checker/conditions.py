"""Comparisons, AND, OR, NOT, IN, BETWEEN, LIKE and IS, in three-valued logic."""

from collections.abc import Sequence

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context, is_unknown, shown, unknown
from filbert.expressions.checker.conversion import constant, convert, fold, is_null, unify
from filbert.expressions.like import Pattern, PatternError, read_pattern
from filbert.expressions.parser import COMPARISONS
from filbert.expressions.types import BOOLEAN, INTEGER_RANGES, STRING, Type, common_type, decimal

NOT_COMPARED = frozenset({"ROW", "ARRAY", "MAP", "INTERVAL", "NULL"})


def comparable(context: Context, nodes: Sequence[tree.Node], what: str) -> Type | None:
    """Find the type in which nodes are compared; DECIMAL means that integers and decimals stay as they are."""
    kinds = {node.type.kind for node in nodes} - {"NULL"}
    if not (kinds <= {"BIGINT", "DECIMAL"} and "DECIMAL" in kinds):
        return unify(context, nodes, what)
    # Flink compares in a common type of at most 38 digits and rounds what is beyond: 0 = 0.125 could be true.
    result = decimal(1, 0)
    for node in nodes:
        both = result if is_null(node) else common_type(result, _width_in_flink(node))
        if both is None:
            message = f"{what}: together the numbers need more than 38 digits"
            context.error(node, "E_TYPE", message, "convert the larger one to a smaller DECIMAL or to DOUBLE")
            return None
        result = both
    return result


def _width_in_flink(node: tree.Node) -> Type:
    """Return the decimal type as which Flink takes a number in a comparison."""
    type_ = node.type
    if type_.kind == "BIGINT":
        low, high = INTEGER_RANGES["INT"]
        is_int = isinstance(node, tree.Constant) and low <= node.value <= high
        return decimal(10 if is_int else 19, 0)
    if isinstance(node, tree.Constant):
        # A literal has one digit before the point at least.
        return decimal(min(max(type_.precision, type_.scale + 1), 38), type_.scale)
    return type_


def compared(nodes: Sequence[tree.Node], type_: Type) -> list[tree.Node]:
    """Convert nodes to what `comparable` found."""
    return [node if _stays(node, type_) else convert(node, type_) for node in nodes]


def _stays(node: tree.Node, type_: Type) -> bool:
    return type_.kind == "DECIMAL" and node.type.kind in {"BIGINT", "DECIMAL"}


def compare(context: Context, node: ast.Binary) -> tree.Node:
    """`= <> < <= > >=`."""
    nodes = [context.visit(node.left), context.visit(node.right)]
    if is_unknown(*nodes):
        return tree.Unknown(BOOLEAN, True, None, False, node.start, node.end)
    kinds = [each.type.kind for each in nodes]
    if kinds[0] == "BOOLEAN" and kinds[1] != "BOOLEAN" and _is_comparison(node.left):
        hint = "write a < b AND b < c"
        return context.error(node, "E_TYPE", "comparisons cannot follow one another", hint)
    if any(map(is_null, nodes)):
        hint = f"write IS {'NOT ' if node.operator == '<>' else ''}NULL"
        context.warn(node, "W_NULL_COMPARISON", "a comparison with NULL is never true", hint)
        if all(map(is_null, nodes)):
            return constant(None, BOOLEAN, node)
    type_ = comparable(context, nodes, f"'{node.operator}'")
    if type_ is None:
        return unknown(node)
    if type_.kind in NOT_COMPARED or (type_.kind == "BOOLEAN" and node.operator not in {"=", "<>"}):
        return context.error(node, "E_TYPE", f"{shown(type_)} cannot be compared with '{node.operator}'")
    left, right = compared(nodes, type_)
    fails = left.fails or right.fails
    nullable = left.nullable or right.nullable
    made = tree.Compare(BOOLEAN, nullable, None, fails, node.start, node.end, node.operator, left, right)
    return fold(context, made, (left, right))


def _is_comparison(node: ast.Node) -> bool:
    return isinstance(node, ast.Binary) and not node.grouped and node.operator in COMPARISONS


def _is_equality(node: ast.Node | None) -> bool:
    return isinstance(node, ast.Binary) and node.operator in {"=", "<>"}


def between(context: Context, node: ast.Between) -> tree.Node:
    """`x BETWEEN low AND high`."""
    nodes = [context.visit(part) for part in (node.operand, node.low, node.high)]
    type_ = comparable(context, nodes, "BETWEEN")
    if type_ is None:
        return unknown(node)
    if type_.kind in NOT_COMPARED or type_.kind == "BOOLEAN":
        return context.error(node, "E_TYPE", f"{shown(type_)} has no order")
    operand, low, high = compared(nodes, type_)
    made = tree.Between(
        BOOLEAN,
        operand.nullable or low.nullable or high.nullable,
        None,
        any(part.fails for part in nodes),
        node.start,
        node.end,
        operand,
        low,
        high,
        node.negated,
    )
    return fold(context, made, (operand, low, high), strict=False)


def membership(context: Context, node: ast.In) -> tree.Node:
    """`x IN (…)`."""
    nodes = [context.visit(part) for part in (node.operand, *node.items)]
    type_ = comparable(context, nodes, "IN")
    if type_ is None:
        return unknown(node)
    if type_.kind in NOT_COMPARED:
        return context.error(node, "E_TYPE", f"{shown(type_)} cannot be looked for in a list")
    operand, *items = compared(nodes, type_)
    made = tree.In(
        BOOLEAN,
        any(part.nullable for part in (operand, *items)),
        None,
        any(part.fails for part in nodes),
        node.start,
        node.end,
        operand,
        items,
        node.negated,
    )
    if is_null(operand):
        return fold(context, made, (operand, *items))
    return fold(context, made, (operand, *items), strict=False)


def like(context: Context, node: ast.Like) -> tree.Node:
    """`x LIKE 'pattern'`."""
    operand = context.visit(node.operand)
    pattern = _pattern(context, node)
    if operand.type.kind not in {"STRING", "NULL"}:
        return context.mistyped(operand, "LIKE needs a text", "convert: CAST(… AS STRING)")
    if pattern is None:
        return unknown(node)
    operand = convert(operand, STRING)
    made = tree.Like(
        BOOLEAN, operand.nullable, None, operand.fails, node.start, node.end, operand, pattern, node.negated
    )
    return fold(context, made, (operand,))


def _pattern(context: Context, node: ast.Like) -> Pattern | None:
    texts: list[str] = []
    for part, what in ((node.pattern, "the pattern"), (node.escape, "the escape character")):
        if part is None:
            continue
        checked = context.visit(part)
        if is_unknown(checked):
            return None
        if not isinstance(checked, tree.Constant) or not isinstance(checked.value, str):
            hint = "write CONTAINS, STARTS_WITH or ENDS_WITH to look for a value"
            context.error(checked, "E_LITERAL", f"{what} of LIKE is a text in quotes", hint)
            return None
        texts.append(checked.value)
    try:
        return read_pattern(*texts)
    except PatternError as error:
        context.error(node.pattern, "E_PATTERN", str(error))
        return None


def is_test(context: Context, node: ast.Is) -> tree.Node:
    """`x IS [NOT] NULL | TRUE | FALSE`."""
    operand = context.visit(node.operand)
    if is_unknown(operand):
        return tree.Unknown(BOOLEAN, True, None, False, node.start, node.end)
    if node.subject != "NULL" and operand.type.kind not in {"BOOLEAN", "NULL"}:
        return context.mistyped(operand, f"IS {node.subject} needs a condition")
    if operand.type.kind == "INTERVAL":
        return context.mistyped(operand, "IS needs a value")
    if operand.type.kind == "NULL" or (not operand.nullable and not operand.fails and node.subject == "NULL"):
        return constant((is_null(operand) and node.subject == "NULL") != node.negated, BOOLEAN, node)
    made = tree.IsTest(
        BOOLEAN, False, None, operand.fails, node.start, node.end, operand, node.subject, node.negated
    )
    return fold(context, made, (operand,), strict=False)


def negation(context: Context, node: ast.Unary) -> tree.Node:
    """`NOT x`."""
    operand = condition(context, context.visit(node.operand), "NOT needs a condition")
    if is_unknown(operand):
        return tree.Unknown(BOOLEAN, True, None, False, node.start, node.end)
    made = tree.Not(BOOLEAN, operand.nullable, None, operand.fails, node.start, node.end, operand)
    return fold(context, made, (operand,))


def condition(context: Context, node: tree.Node, message: str, hint: str | None = None) -> tree.Node:
    """Return a node that is a BOOLEAN, or report that it is not."""
    if node.type.kind not in {"BOOLEAN", "NULL"}:
        own = "write x > 0" if node.type.is_number else "write a comparison, such as x = 'text'"
        return context.mistyped(node, message, hint or own)
    return convert(node, BOOLEAN)


def logic(context: Context, node: ast.Chain) -> tree.Node:
    """`a AND b AND c`; constants are dropped or decide."""
    deciding = node.operator == "OR"
    operands: list[tree.Node] = []
    faulty = decided = False
    before: ast.Node | None = None
    for part in node.operands:
        hint = "write x IN (1, 2) for several values" if _is_equality(before) else None
        operand = condition(context, context.visit(part), f"{node.operator} needs conditions", hint)
        before = part
        if is_unknown(operand):
            faulty = True
        elif decided:
            continue
        elif isinstance(operand, tree.Constant) and operand.value is not None:
            if operand.value is not deciding:
                continue
            # What follows is never evaluated; what stands before may fail, so it stays.
            decided = True
            operands = [each for each in operands if each.fails]
            operands.append(operand)
        else:
            operands.append(operand)
    if faulty:
        return tree.Unknown(BOOLEAN, True, None, False, node.start, node.end)
    if not operands:
        return constant(not deciding, BOOLEAN, node)
    if len(operands) == 1:
        return operands[0]
    if isinstance(operands[0], tree.Failure) or all(map(is_null, operands)):
        return operands[0]
    assert node.operator != "||"
    nullable = any(operand.nullable for operand in operands)
    fails = any(operand.fails for operand in operands)
    return tree.Logic(BOOLEAN, nullable, None, fails, node.start, node.end, node.operator, operands)
