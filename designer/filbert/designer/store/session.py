"""Sessions: one that can only read, and one that writes. The request commits a session; no other code does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from sqlalchemy import Connection, Executable, RowMapping

Kept = TypeVar("Kept")
Hook: TypeAlias = "Callable[[WriteSession], None]"
PARAMETERS = 500
"""Values in one statement: below what any database takes."""


def batches(values: Collection[str]) -> Iterator[list[str]]:
    """Values in lists that one statement can take.

    >>> [len(each) for each in batches([str(number) for number in range(501)])]
    [500, 1]
    """
    listed = list(values)
    for first in range(0, len(listed), PARAMETERS):
        yield listed[first : first + PARAMETERS]


class ReadSession:
    """A view of the database as it was at one moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._connection.dialect.name

    def rows(self, statement: Executable) -> Sequence[RowMapping]:
        """All rows."""
        return self._connection.execute(statement).mappings().all()

    def row(self, statement: Executable) -> RowMapping | None:
        """The only row, or None."""
        return self._connection.execute(statement).mappings().one_or_none()

    def value(self, statement: Executable) -> Any:
        """The only value, or None."""
        return self._connection.execute(statement).scalar()


class WriteSession(ReadSession):
    """A transaction. It is committed when the request succeeds, and else leaves nothing behind."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._before: dict[object, Hook] = {}
        self._after: list[Callable[[], None]] = []
        self._kept: dict[type, Any] = {}

    def execute(self, statement: Executable, parameters: Sequence[Mapping[str, Any]] | None = None) -> int:
        """Write; gives the number of rows that it concerned.

        Args:
            statement: an INSERT, UPDATE or DELETE.
            parameters: with several, the statement is executed for each.
        """
        result = self._connection.execute(statement, parameters)
        return result.rowcount

    def insert(self, statement: Executable) -> int:
        """Insert one row; gives its number, where the table counts its rows."""
        result = self._connection.execute(statement)
        key = result.inserted_primary_key
        return int(key[0]) if key is not None and isinstance(key[0], int) else 0

    def kept(self, kind: type[Kept]) -> Kept:
        """An object that lives as long as the transaction; made when first asked for."""
        found: Kept = self._kept.setdefault(kind, kind())
        return found

    def before_commit(self, key: object, hook: Hook) -> None:
        """Have something done last, within the transaction; once for each key."""
        self._before.setdefault(key, hook)

    def after_commit(self, tell: Callable[[], None]) -> None:
        """Have something told once the transaction is committed; never when it is not."""
        self._after.append(tell)

    def tell(self) -> None:
        """Tell what was left until now. Called by the store."""
        for tell in self._after:
            tell()

    def finish(self) -> None:
        """Run what was left to the end. Called by the store."""
        for hook in self._before.values():
            hook(self)
