"""Run SQL on a cluster in a process of its own: PyFlink leaves its pipes open, which our tests count as a fault.

Standard input: `{"settings": {…}, "statements": […], "inserts": […], "wait": true}`; output: the job's id.
"""

import json
import sys

from filbert.runtime.declare import declare


def main() -> None:
    """Read the request, run it, print the job's id."""
    from pyflink.common import Configuration
    from pyflink.table import EnvironmentSettings, TableEnvironment

    request = json.load(sys.stdin)
    configuration = Configuration()
    for name, value in request["settings"].items():
        configuration.set_string(name, value)
    environment = TableEnvironment.create(
        EnvironmentSettings.new_instance().in_streaming_mode().with_configuration(configuration).build()
    )
    for statement in request["statements"]:
        declare(environment, statement)
    statements = environment.create_statement_set()
    for insert in request["inserts"]:
        statements.add_insert_sql(insert)
    result = statements.execute()
    if request["wait"]:
        result.wait()
    print(result.get_job_client().get_job_id())


if __name__ == "__main__":
    main()
