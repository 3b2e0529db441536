"""`filbert promote`: what runs in one environment is brought to another one, by the designer."""

import sys
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def promote(
    name: Annotated[str, typer.Argument(help="Name of the scenario.")],
    source: Annotated[str, typer.Option("--from", help="The environment in which it runs.")],
    target: Annotated[str, typer.Option("--to", help="The environment to bring it to.")],
    comment: Annotated[str, typer.Option(help="Why; kept with the deployment.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Bring the version that runs in one environment to another one, with the rules of that one.

    Exits with 0 when it runs or waits for approval, 1 when it does not, 2 where no designer is named.
    """
    from filbert.runtime.commands import through_designer
    from filbert.runtime.deployment.designer import designer

    found = designer()
    if found is None:
        message = "versions are kept by the designer; set FILBERT_DESIGNER_URL and FILBERT_DESIGNER_TOKEN"
        print(f"filbert promote: {message}.", file=sys.stderr)
        raise typer.Exit(2)
    through_designer.promote(found, name, source, target, comment, as_json)
