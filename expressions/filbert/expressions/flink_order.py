"""The order of texts in Flink: by code points, like Python's, once a text is held as bytes.

A text that Flink got as a Java string is compared by UTF-16 units instead, which puts U+FF5E after an emoji. Only
comparisons of such characters with each other differ, so an ordinary literal needs no care.
"""

from filbert.expressions import tree

FIRST_SURROGATE = "\ud800"


def needs_bytes(left: tree.Node, right: tree.Node) -> bool:
    """Whether the order of two texts may depend on how Flink holds them."""
    return left.type.kind == "STRING" and not (_is_ordinary(left) or _is_ordinary(right))


def _is_ordinary(node: tree.Node) -> bool:
    if not isinstance(node, tree.Constant):
        return False
    return node.value is None or all(character < FIRST_SURROGATE for character in node.value)


def by_bytes(text: str) -> str:
    """Return SQL of the same text, held as bytes."""
    return f"SUBSTRING({text}, 1)"
