"""`filbert index`: alerts into Elasticsearch, and the proof that they are all there."""

import signal
import sys
import threading
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch
    from filbert.monitoring.alert_index.indexer import Task
    from filbert.runtime.settings import IndexSettings

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

Environments = Annotated[
    list[str] | None,
    typer.Option(
        "--environment",
        "-e",
        help="Name of an environment; may be repeated. Default: all of the home folder.",
    ),
]


@app.callback(invoke_without_command=True)
def index(
    context: typer.Context,
    environment: Environments = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Read the topics from their beginning: brings back what the index has lost."
        ),
    ] = False,
) -> None:
    """Write the alerts of environments to Elasticsearch, until Ctrl-C."""
    if context.invoked_subcommand is not None:
        return
    import logging

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    # It would log every request.
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)
    settings = index_settings()
    tasks = [replace(task, again=again) for task in _tasks(environment, settings)]
    client = open_client(settings)
    raise typer.Exit(_run(tasks, client, settings))


@app.command()
def verify(
    environment: Environments = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Look up every alert that was committed; exits with 1 unless each is in the index exactly once."""
    from filbert.monitoring.alert_index import verify as verification

    settings = index_settings()
    client = open_client(settings)
    try:
        found = [verification.verify(task, client) for task in _tasks(environment, settings)]
    except verification.VerificationError as error:
        fail(str(error), 1)
    finally:
        client.close()
    print(verification.as_text(found) if as_json else "\n".join(map(verification.told, found)))
    raise typer.Exit(0 if all(each.good for each in found) else 1)


def _run(tasks: "list[Task]", client: "Elasticsearch", settings: "IndexSettings") -> int:
    from filbert.monitoring.alert_index.indexer import Indexer, IndexerError
    from prometheus_client import start_http_server

    stopping = threading.Event()
    faults: list[str] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        server, _ = start_http_server(settings.index_metrics_port, settings.index_metrics_host)
    except OSError as error:
        fail(
            f"Port {settings.index_metrics_port} cannot be listened at ({error.strerror}). "
            "Set FILBERT_INDEX_METRICS_PORT to another one (0: any free one).",
            1,
        )

    def work(task: "Task") -> None:
        try:
            Indexer(task, client, stopping).run()
        except IndexerError as error:
            faults.append(str(error))
        finally:
            # One that cannot go on ends all, with the code that tells it: whoever started us starts us again.
            if not stopping.is_set() and not faults:
                faults.append(f"The indexer of '{task.environment}' ended; its traceback is above.")
            stopping.set()

    threads = [
        threading.Thread(target=work, args=(task,), name=f"index-{task.environment}") for task in tasks
    ]
    for thread in threads:
        thread.start()
    names = ", ".join(task.environment for task in tasks)
    print(
        f"Indexing the alerts of {names}. Metrics at port {server.server_port}.", file=sys.stderr, flush=True
    )
    for thread in threads:
        thread.join()
    server.shutdown()
    client.close()
    for fault in faults:
        print(f"filbert index: {fault}", file=sys.stderr)
    return 1 if faults else 0


def index_settings() -> "IndexSettings":
    """The settings; the command ends where they do not fit."""
    from filbert.runtime.settings import IndexSettings
    from pydantic import ValidationError

    try:
        return IndexSettings()
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        fail(f"A setting FILBERT_… does not fit: {'; '.join(faults)}.", 2)


def _tasks(names: list[str] | None, settings: "IndexSettings") -> "list[Task]":
    from filbert.monitoring.alert_index.indexer import Task
    from filbert.runtime.deployment.place import default_home, environment_file
    from filbert.scenarios import DocumentError, load_environment

    home = default_home()
    files = (
        [environment_file(home, name) for name in names]
        if names
        else sorted(home.environments.glob("*.yaml"))
    )
    if not files:
        fail(
            f"There is no environment in {home.environments}. Start the stack with 'filbert up', or name one.",
            2,
        )
    tasks = []
    for file in dict.fromkeys(files):
        try:
            environment = load_environment(file)
        except FileNotFoundError:
            fail(f"There is no environment file {file}.", 2)
        except (OSError, DocumentError) as error:
            fail(str(error), 2)
        tasks.append(
            Task(
                environment.name,
                environment.bootstrap_servers,
                settings.index_instance,
                settings.index_retention_days,
            )
        )
    return tasks


def open_client(settings: "IndexSettings") -> "Elasticsearch":
    """The connection that the settings name; the command ends where there is none."""
    from filbert.monitoring.alert_index.client import NotInstalledError, connect

    try:
        return connect(settings.elasticsearch_url or _local(), settings)
    except (NotInstalledError, ValueError) as error:
        fail(str(error), 2)


def _local() -> str:
    """The stack's own Elasticsearch, or where one usually is."""
    from filbert.runtime.deployment.place import default_home
    from filbert.runtime.stack import Stack, StackError

    try:
        return Stack.at(default_home().root).elasticsearch
    except StackError:
        return "http://127.0.0.1:9200"


def fail(message: str, code: int) -> NoReturn:
    """Say what is wrong, and end the command."""
    print(f"filbert index: {message}", file=sys.stderr)
    raise typer.Exit(code)
