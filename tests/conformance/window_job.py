"""Runs one Flink job over files of events, in a process of its own: python window_job.py JOB.json

The job says: jars, state backend, the folder of the answers, cases. A case has the file of its events, their columns,
the SQL function and its specification. Writes one JSON line per answer: `case`, `n` (the event), `record` as JSON text,
`error`. Flink writes them itself: through PyFlink's `collect` a row takes thirty calls, which is most of a run.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pyflink.common import Configuration
from pyflink.table import EnvironmentSettings, TableEnvironment

FUNCTIONS = {
    "FILBERT_AGGREGATE": "filbert.state.Aggregate",
    "FILBERT_PREVIOUS": "filbert.state.Previous",
    "FILBERT_DEDUPLICATE": "filbert.state.Deduplicate",
    "FILBERT_RECORD": "filbert.json.Record",
}


def environment(job: dict[str, Any]) -> TableEnvironment:
    configuration = Configuration()
    options = {
        "parallelism.default": "1",
        "pipeline.jars": ";".join(Path(jar).as_uri() for jar in job["jars"]),
        "pipeline.object-reuse": "true",
        "state.backend.type": job["backend"],
        "execution.checkpointing.interval": "1 s",
        "execution.checkpointing.dir": Path(job["checkpoints"]).as_uri(),
        "table.local-time-zone": "UTC",
        "taskmanager.memory.managed.size": "256m",
        "taskmanager.numberOfTaskSlots": "2",
    }
    for name, value in options.items():
        configuration.set_string(name, value)
    settings = (
        EnvironmentSettings.new_instance().in_streaming_mode().with_configuration(configuration).build()
    )
    tables = TableEnvironment.create(settings)
    for name, class_name in FUNCTIONS.items():
        tables.execute_sql(f"CREATE TEMPORARY SYSTEM FUNCTION {name} AS '{class_name}'")
    return tables


def answers_of(tables: TableEnvironment, number: int, case: dict[str, Any]) -> str:
    """Declare the table of a case and return the query of its answers."""
    columns = "".join(f"`{name}` {kind}, " for name, kind in case["columns"].items())
    tables.execute_sql(
        f"CREATE TEMPORARY TABLE events{number} (`n` BIGINT, `key` STRING, {columns}`event_time` TIMESTAMP(3), "
        "`$stream` STRING, `$partition` INT, `$offset` BIGINT, "
        "WATERMARK FOR `event_time` AS `event_time` - INTERVAL '1' HOUR) "
        f"WITH ('connector' = 'filesystem', 'path' = '{Path(case['path']).as_uri()}', 'format' = 'filbert-json')"
    )
    names = ", ".join(f"`{name}`" for name in case["results"])
    kinds = ", ".join(f"`{name}` {kind}" for name, kind in case["results"].items())
    spec = json.dumps(case["spec"]).replace("'", "''")
    return (
        f"SELECT {number} AS `case`, `n`, "
        f"CAST(FILBERT_RECORD(1000000, CAST(ROW({names}) AS ROW<{kinds}>)).`value` AS STRING) AS `record`, "
        "`$error` AS `error` "
        f"FROM {case['function']}(input => TABLE events{number} PARTITION BY `key`, spec => '{spec}', "
        f"on_time => DESCRIPTOR(`event_time`), uid => 'case{number}')"
    )


def main(path: str) -> None:
    job = json.loads(Path(path).read_text())
    tables = environment(job)
    queries = [answers_of(tables, number, case) for number, case in enumerate(job["cases"])]
    tables.execute_sql(
        "CREATE TEMPORARY TABLE answers (`case` INT, `n` BIGINT, `record` STRING, `error` STRING) "
        f"WITH ('connector' = 'filesystem', 'path' = '{Path(job['answers']).as_uri()}', 'format' = 'json')"
    )
    tables.execute_sql("INSERT INTO answers " + "\nUNION ALL\n".join(queries)).wait()


if __name__ == "__main__":
    main(sys.argv[1])
