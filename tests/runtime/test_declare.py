"""Statements on their way to PyFlink: views go through the Table API, everything else as it is."""

from filbert.runtime.declare import declare


class RecordingEnvironment:
    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []

    def execute_sql(self, statement: str) -> None:
        self.calls.append(("execute_sql", statement))

    def sql_query(self, query: str) -> str:
        return f"table of {query}"

    def create_temporary_view(self, name: str, table: str) -> None:
        self.calls.append(("create_temporary_view", name, table))


def calls_for(statement: str) -> list[tuple[str, ...]]:
    environment = RecordingEnvironment()
    declare(environment, statement)
    return environment.calls


def test_a_view_is_made_of_a_table_and_never_printed() -> None:
    statement = "CREATE TEMPORARY VIEW `sms$read` AS\nSELECT `a` AS `b`\nFROM `sms`"

    assert calls_for(statement) == [
        ("create_temporary_view", "`sms$read`", "table of SELECT `a` AS `b`\nFROM `sms`")
    ]


def test_comments_before_a_view_do_not_matter() -> None:
    statement = "-- AS told\n-- by `somebody`\nCREATE TEMPORARY VIEW `a``b` AS\nSELECT 1"

    assert calls_for(statement) == [("create_temporary_view", "`a``b`", "table of SELECT 1")]


def test_a_table_is_declared_as_it_is_written() -> None:
    statement = "CREATE TEMPORARY TABLE `sms` (`a` AS CAST('CREATE TEMPORARY VIEW `x` AS y' AS STRING))"

    assert calls_for(statement) == [("execute_sql", statement)]
