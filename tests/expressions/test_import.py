"""Checking starts with every save of an editor, so the import stays lean."""

import subprocess
import sys

import pytest

HEAVY = ["pyflink", "difflib", "simpleeval", "logging", "json", "typer", "yaml", "asyncio"]


@pytest.mark.parametrize("statement", ["import filbert.expressions", "from filbert.expressions import check"])
def test_nothing_heavy_is_imported(statement: str) -> None:
    """The standard library only, and little of it."""
    code = f"{statement}; import sys; print([name for name in {HEAVY} if name in sys.modules])"

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout == "[]\n"


def test_all_public_names_are_there() -> None:
    """Those that are loaded later too."""
    import filbert.expressions

    assert [name for name in filbert.expressions.__all__ if not hasattr(filbert.expressions, name)] == []
