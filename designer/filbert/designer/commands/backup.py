"""`filbert backup`: a copy of the service's database."""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to make.")],
) -> None:
    """Copy the service's SQLite database to a file, also while the service runs.

    Exits with 1 when that is not possible. The key of stored secrets, FILBERT_SECRET_KEY or secret.key in the home
    folder, is not in it.
    """
    from filbert.designer.store import Store
    from filbert.designer.store.backup import BackupError, back_up, database_file
    from filbert.runtime.settings import ServiceSettings

    store = Store(ServiceSettings().database)
    try:
        back_up(database_file(store), file)
    except (BackupError, OSError) as error:
        print(f"filbert backup: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    finally:
        store.close()
    print(f"The database is in {file}. Keep the key of stored secrets with it, in another place.")
