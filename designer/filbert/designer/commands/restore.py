"""`filbert restore`: a copy becomes the service's database again."""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that 'filbert backup' made.")],
) -> None:
    """Put a copy in the place of the service's SQLite database. Stop the service first.

    The database that was there is kept beside it. Exits with 1 when the copy is not sound, or the database in use.
    """
    from filbert.designer.store import Store
    from filbert.designer.store.backup import BackupError, database_file
    from filbert.designer.store.backup import restore as put_back
    from filbert.runtime.settings import ServiceSettings

    store = Store(ServiceSettings().database)
    try:
        target = database_file(store)
        kept = put_back(file, target)
    except (BackupError, OSError) as error:
        print(f"filbert restore: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    finally:
        store.close()
    print(f"{target} is the copy now." + (f" What was there is in {kept}." if kept is not None else ""))
