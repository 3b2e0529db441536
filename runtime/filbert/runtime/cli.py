"""The command line. One table of commands; only the module of the command that is named gets imported."""

import gc
import os
import sys
from importlib import import_module

COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("filbert.runtime.commands.check", "List every problem of a scenario file."),
    "expr": ("filbert.runtime.commands.expr", "Check and evaluate expressions."),
    "run": ("filbert.runtime.commands.run", "Run a scenario over a file of events, in the sandbox."),
    "sql": ("filbert.runtime.commands.sql", "Print the Flink SQL of a scenario."),
    "test": ("filbert.runtime.commands.test", "Run the saved test cases of scenarios in the sandbox."),
    "demo": (
        "filbert.runtime.commands.demo",
        "Everything running on made-up traffic, and what is found in it.",
    ),
    "generate": ("filbert.runtime.commands.generate", "Write made-up traffic with planted cases."),
    "conformance": (
        "filbert.runtime.commands.conformance",
        "Run random scenarios in both engines and compare.",
    ),
    "deploy": ("filbert.runtime.commands.deploy", "Deploy a scenario to Flink; state is kept."),
    "promote": (
        "filbert.runtime.commands.promote",
        "Bring what runs in one environment to another, by the designer.",
    ),
    "stop": ("filbert.runtime.commands.stop", "Stop a deployed scenario with a savepoint."),
    "list": ("filbert.runtime.commands.list", "Show what is deployed, as it should be and as it is."),
    "dead-letters": ("filbert.runtime.commands.dead_letters", "List, show and replay events that failed."),
    "up": ("filbert.runtime.commands.up", "Start the local stack: Kafka, Flink and what belongs to them."),
    "down": ("filbert.runtime.commands.down", "Stop the local stack; its data stays."),
    "status": ("filbert.runtime.commands.status", "Show the parts of the local stack."),
    "index": (
        "filbert.designer.commands.index",
        "Write alerts to Elasticsearch, and verify that all are there.",
    ),
    "serve": ("filbert.designer.commands.serve", "Run the service behind the web designer."),
    "user": ("filbert.designer.commands.user", "Create users of the designer."),
    "backup": ("filbert.designer.commands.backup", "Copy the designer's database, while it runs."),
    "restore": ("filbert.designer.commands.restore", "Put a copy in the place of the designer's database."),
    "audit": ("filbert.designer.commands.audit", "Verify and export the audit log of the designer."),
}
"""Name of a command: the module that has its Typer `app`, and its one line in `filbert --help`."""


def main(arguments: list[str] | None = None) -> None:
    """Run one command. Exits 0 when all is good, 1 when problems were found, 2 on wrong use."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given or given[0] in {"--help", "-h", "help"}:
        print(overview())
        raise SystemExit(0 if given else 2)
    name, rest = given[0], given[1:]
    if name not in COMMANDS:
        from difflib import get_close_matches

        near = get_close_matches(name, COMMANDS, 1)
        hint = f"Did you mean '{near[0]}'?" if near else "'filbert --help' lists the commands."
        print(f"filbert: there is no command '{name}'. {hint}", file=sys.stderr)
        raise SystemExit(2)
    # Filbert uses no plugins of Pydantic; to look for some, it reads the metadata of all that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        import_module(COMMANDS[name][0]).app(args=rest, prog_name=f"filbert {name}")
    finally:
        # What is still there ends with the process: going through it once more is a tenth of a short command.
        gc.freeze()


def overview() -> str:
    """The text of `filbert --help`."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name.ljust(width)}  {text}" for name, (_, text) in COMMANDS.items()]
    closing = "'filbert COMMAND --help' explains one."
    return "\n".join(["Usage: filbert COMMAND [ARGUMENTS]", "", "Commands:", *lines, "", closing])


if __name__ == "__main__":
    main()
