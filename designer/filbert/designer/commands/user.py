"""`filbert user`: users, where nobody can sign in yet or any more."""

import sys
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@app.callback()
def users() -> None:
    """Users of the designer, on the server itself."""


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Lower case letters, digits and '-', a letter first.")],
    title: Annotated[str, typer.Option(help="The name as people know it.")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="May do everything, and manages users.")] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Create a user; the password is asked for. The first one should be an administrator: --admin.

    Exits with 1 when the name is taken or the password too easy to guess.
    """
    from filbert.designer.access import Actor
    from filbert.designer.audit.service import COMMAND
    from filbert.designer.commands.opened import store
    from filbert.designer.errors import ServiceError
    from filbert.designer.passwords import Passwords
    from filbert.designer.users import service
    from filbert.designer.users.schemas import UserCreate
    from filbert.runtime.deployment.clock import SystemClock
    from pydantic import ValidationError

    password = sys.stdin.readline().rstrip("\n") if password_stdin else _ask()
    try:
        wanted = UserCreate(name=name, title=title, password=password, is_administrator=admin)
        service.check_password(password, name)
        with store() as opened, opened.write() as session:
            service.create(
                session,
                Actor(COMMAND, True, SystemClock().now()),
                name=wanted.name,
                title=wanted.title,
                password_hash=Passwords().hash(password),
                is_administrator=admin,
            )
    except ValidationError as error:
        message = error.errors()[0]["msg"].removeprefix("Value error, ")
        print(f"filbert user: {message}", file=sys.stderr)
        raise typer.Exit(1) from error
    except ServiceError as error:
        print(f"filbert user: {error.detail}", file=sys.stderr)
        raise typer.Exit(1) from error
    print(f"'{name}' can sign in.")


def _ask() -> str:
    if not sys.stdin.isatty():
        print("filbert user: nobody can be asked; give the password with --password-stdin", file=sys.stderr)
        raise typer.Exit(2)
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
