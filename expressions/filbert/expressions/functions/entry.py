"""What the registry holds. Apart from the rules, so that the checker can look functions up without importing them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal

from filbert.expressions.functions.library import MODULES

if TYPE_CHECKING:
    from filbert.expressions import ast, tree
    from filbert.expressions.checker.context import Context

Category = Literal[
    "choice",
    "numbers",
    "text",
    "patterns",
    "time",
    "conversion",
    "hashes",
    "phones",
    "addresses",
    "json",
    "collections",
    "places",
]
FlinkSource = Callable[["tree.Call", Sequence[str]], str]
"""Makes the SQL of a call from the SQL of its operands."""
Bind = Callable[[Any], str]
"""Gives a value a name in generated Python."""
PythonSource = Callable[["tree.Call", Sequence[str], Bind], str]
"""Makes the Python of a call from its operands, none of which is NULL."""
Guards = Callable[["tree.Call", Sequence[str]], Sequence[tuple[str, str]]]
"""Makes pairs of an SQL condition and the code of the error that it means. A NULL operand must not meet one."""
Rule = Callable[["Context", "Function", "ast.Call"], "tree.Node"]


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """An entry of the registry.

    Attributes:
        signature: as help and messages show it.
        example: an expression and its value, both as text.
        check: makes the typed node of a call.
        implementation: what `python` calls by the name `python_name`; None if the source needs none.
        java: classes of the JVM library that `flink` and `guards` may call, by the names that `java_name` gives them.
    """

    name: str
    category: Category
    signature: str
    help: str
    example: tuple[str, str]
    check: Rule
    python: PythonSource
    flink: FlinkSource
    guards: Guards | None
    implementation: Callable[..., Any] | None
    java: tuple[str, ...] = ()

    @property
    def python_name(self) -> str:
        """The name of the implementation in generated code."""
        return f"f_{self.name.lower()}"


class Functions(Mapping[str, Function]):
    """Functions by name. A module that holds some is loaded when the first of them is looked up."""

    def __init__(self) -> None:
        self._by_name: dict[str, Function] = {}

    def add(self, function: Function) -> None:
        """Register a function."""
        assert function.name not in self._by_name, f"{function.name} is registered twice"
        assert function.name in MODULES, f"{function.name} is missing in functions/library.py"
        assert function.help, f"{function.name} has no help"
        self._by_name[function.name] = function

    def __getitem__(self, name: str) -> Function:
        if name not in self._by_name:
            import_module(f"filbert.expressions.functions.{MODULES[name]}")
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in MODULES

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


FUNCTIONS: Final = Functions()
"""All functions."""

JAVA_PACKAGE: Final = "filbert.functions"


def java_name(class_name: str) -> str:
    """Return the name in SQL of a class of the JVM library, with or without its package.

    >>> java_name("StartOf")
    'FILBERT_START_OF'
    """
    return "FILBERT" + re.sub("[A-Z]", r"_\g<0>", class_name.rpartition(".")[2]).upper()


def java_functions() -> dict[str, str]:
    """Return the full name of each class that the SQL of an expression may call, by its name in SQL."""
    names = sorted({name for function in FUNCTIONS.values() for name in function.java})
    return {java_name(name): name if "." in name else f"{JAVA_PACKAGE}.{name}" for name in names}
