"""Stack traces of Flink 2.3, and the sentence that is made of each."""

import pytest
from filbert.runtime.deployment.cause import useful_cause

FRAMES = "\tat org.apache.flink.table.X.y(X.java:1)\n\tat java.base/java.lang.Thread.run(Thread.java:840)\n"


def test_a_missing_column_is_told_with_its_place() -> None:
    trace = (
        "org.apache.flink.table.api.ValidationException: SQL validation failed. From line 1, column 8 to line 1, "
        f"column 13: Column 'amount' not found in any table\n{FRAMES}"
        "Caused by: org.apache.calcite.runtime.CalciteContextException: From line 1, column 8 to line 1, column "
        f"13: Column 'amount' not found in any table\n{FRAMES}"
        f"Caused by: org.apache.calcite.sql.validate.SqlValidatorException: Column 'amount' not found in any table\n"
        f"{FRAMES}\t... 15 more\n"
    )

    expected = "From line 1, column 8 to line 1, column 13: Column 'amount' not found in any table"
    assert useful_cause(trace) == expected


def test_what_only_says_that_something_failed_is_passed_over() -> None:
    trace = (
        f"org.apache.flink.table.api.TableException: Failed to execute sql\n{FRAMES}"
        f"Caused by: org.apache.flink.util.FlinkException: Failed to execute job 'a/b/c'.\n{FRAMES}"
        f"Caused by: java.net.ConnectException: Connection refused\n{FRAMES}"
    )

    assert useful_cause(trace) == "ConnectException: Connection refused"


def test_the_cause_on_the_side_of_the_server_is_found_inside_the_clients_message() -> None:
    trace = (
        f"org.apache.flink.runtime.client.JobSubmissionException: Failed to submit ExecutionPlan.\n{FRAMES}"
        "Caused by: org.apache.flink.runtime.rest.util.RestClientException: [Internal server error., "
        "<Exception on server side:\n"
        "org.apache.flink.runtime.client.DuplicateApplicationSubmissionException: Application has already been "
        f"submitted.\n{FRAMES}\nEnd of exception on server side>]\n{FRAMES}"
    )

    expected = "DuplicateApplicationSubmissionException: Application has already been submitted."
    assert useful_cause(trace) == expected


def test_a_message_of_several_lines_becomes_one() -> None:
    trace = (
        "org.apache.flink.table.api.ValidationException: Could not find any factory for identifier 'kafkaa'.\n\n"
        f"Available factory identifiers are:\n\nblackhole\nkafka\n{FRAMES}"
    )

    expected = "Could not find any factory for identifier 'kafkaa'. Available factory identifiers are: blackhole kafka"
    assert useful_cause(trace) == expected


def test_an_exception_without_a_message_gives_its_name() -> None:
    assert useful_cause(f"java.lang.NullPointerException\n{FRAMES}") == "NullPointerException"


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_gives_a_sentence_too(text: str) -> None:
    assert useful_cause(text) == "no reason was given"


def test_text_that_is_no_trace_comes_back_on_one_line() -> None:
    assert useful_cause("the cluster\n is upset") == "the cluster is upset"


def test_a_novel_is_cut() -> None:
    assert len(useful_cause(f"java.lang.IllegalStateException: {'long ' * 1000}")) == 600
