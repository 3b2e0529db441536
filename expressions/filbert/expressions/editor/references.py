"""Where a text names a column, and how it reads when that column gets another name."""

from collections.abc import Iterator

from filbert.expressions import ast
from filbert.expressions.editor.edit import Edit
from filbert.expressions.editor.hover import parts_of
from filbert.expressions.editor.scan import scan, without_comments
from filbert.expressions.editor.signature import read_signature
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.lexer import LITERAL_PREFIXES
from filbert.expressions.parser import parse
from filbert.expressions.types import quote_name


def rename_edits(text: str, name: str, new_name: str, *, template: bool = False) -> tuple[Edit, ...]:
    """Return the edits that write another name wherever a text names a column; none where it does not.

    Fields of that name, functions, units of time and what stands in texts and comments stay. Also in a text that
    cannot be read, as far as its words tell.

    Args:
        template: whether the text is one with `{expression}` holes.

    >>> from filbert.expressions import apply_edits
    >>> apply_edits("a + row.a > `a`", rename_edits("a + row.a > `a`", "a", "order"))
    'order + row.a > order'
    """
    spans = [span for start, end in _pieces(text, template) for span in _references(text, start, end, name)]
    return tuple(Edit(start, end, quote_name(new_name)) for start, end in sorted(spans))


def _pieces(text: str, template: bool) -> Iterator[tuple[int, int]]:
    """The spans of the expressions of a text."""
    if not template:
        yield 0, len(text)
        return
    from filbert.expressions.template import PIECE

    for match in PIECE.finditer(text):
        if match["hole"] is not None:
            yield match.start() + 1, match.end() - 1


def _references(text: str, start: int, end: int, name: str) -> Iterator[tuple[int, int]]:
    syntax = parse(text, [], start, end)
    if syntax is None or any(isinstance(part, ast.Invalid) for part in _all(syntax)):
        yield from _words(text, start, end, name)
        return
    literal = {id(argument) for part in _all(syntax) for argument in _literal_arguments(part)}
    for part in _all(syntax):
        if isinstance(part, ast.Name) and part.name == name and id(part) not in literal:
            yield _own_span(text, part)


def _own_span(text: str, name: ast.Name) -> tuple[int, int]:
    """The name alone: parentheses around it belong to its span in the tree."""
    token = next(each for each in scan(text, name.start, name.end) if each.kind in {"name", "quoted"})
    return token.start, token.end


def _all(node: ast.Node) -> Iterator[ast.Node]:
    yield node
    for part in parts_of(node):
        yield from _all(part)


def _literal_arguments(node: ast.Node) -> Iterator[ast.Node]:
    """Arguments that stand for themselves, such as the unit of TIME_DIFF."""
    function = FUNCTIONS.get(node.name) if isinstance(node, ast.Call) else None
    if function is None or not isinstance(node, ast.Call):
        return
    parameters = read_signature(function.signature).parameters
    for parameter, argument in zip(parameters, node.arguments, strict=False):
        if parameter.literal:
            yield argument


def _words(text: str, start: int, end: int, name: str) -> Iterator[tuple[int, int]]:
    tokens = without_comments(scan(text, start, end))
    for index, token in enumerate(tokens):
        before = tokens[index - 1].value if index else ""
        follower = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.kind not in {"name", "quoted"} or token.value != name or before == ".":
            continue
        is_literal = follower is not None and follower.kind == "text" and name.upper() in LITERAL_PREFIXES
        is_call = follower is not None and follower.value == "("
        if token.kind == "quoted" or not (is_literal or is_call):
            yield token.start, token.end
