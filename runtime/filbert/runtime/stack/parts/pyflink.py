"""Where the pip package has put Flink."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from filbert.runtime.stack.errors import StackError


@cache
def flink_home() -> Path:
    """The folder of Flink inside the pip package, found without importing it.

    Raises:
        StackError: the package is not installed.
    """
    found = find_spec("pyflink")
    if found is None or not found.submodule_search_locations:
        raise StackError("Flink is missing. Install it with Filbert: pip install 'filbert[flink]'.")
    return Path(next(iter(found.submodule_search_locations))).resolve()
