"""Writes the file `openapi.json`: `make openapi`."""

import sys
import tempfile
from pathlib import Path

from filbert.designer.app import create_app
from filbert.designer.openapi import text_of
from filbert.runtime.settings import ServiceSettings


def openapi_text() -> str:
    """The content of the file, whatever the settings of this machine are."""
    with tempfile.TemporaryDirectory() as home:
        return text_of(create_app(ServiceSettings(home=Path(home), database_url=None)))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(openapi_text())
