"""The user interface: the built files, and its page at every address that is not the API's.

The policy lets nothing in but our own files; styles that scripts add carry a nonce that is new at each answer.
"""

from __future__ import annotations

import gzip
import logging
import mimetypes
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Request, Response
from filbert.designer.errors import NotFoundError, ServiceError
from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from fastapi import FastAPI

log = logging.getLogger("filbert.designer")

STATIC = Path(__file__).parent / "static"
"""Built by `make install` from designer/web; in the wheel it is always there."""
PAGE = "index.html"
NONCE = b"__CSP_NONCE__"
APART = ("api/", "health/", "metrics")
"""What is never a page: a mistyped address of the API gets an error, not HTML."""
COMPRESSED = frozenset({".js", ".css", ".html", ".svg", ".json", ".map"})


class NoInterfaceError(ServiceError):
    """The interface has not been built."""

    status = 503
    code = "no-interface"
    title = "The user interface is not built"
    example = "Run 'make install' in the checkout, then start the service again."


@dataclass(frozen=True)
class File:
    """A built file as it is sent."""

    content: bytes
    compressed: bytes | None
    media_type: str
    is_hashed: bool
    """Whether its name changes with its content."""


def serve_interface(app: FastAPI, folder: Path = STATIC) -> None:
    """Answer every address that nothing else answers. To be called after all routes have been added."""
    files: dict[str, File] = {}

    def load() -> None:
        if not files:
            files.update(
                (file.relative_to(folder).as_posix(), _load(file, folder))
                for file in sorted(folder.rglob("*"))
                if file.is_file() and not file.relative_to(folder).as_posix().startswith(".")
            )
            if PAGE not in files:
                files.clear()
                raise NoInterfaceError()

    @app.api_route("/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def interface(path: str, request: Request) -> Response:
        if path.startswith(APART):
            raise NotFoundError(f"There is no /{path[:200]}.")
        if not files:
            await run_in_threadpool(load)
        found = files.get(path)
        if found is None and "." in path.rsplit("/", 1)[-1]:
            # An asset of another release: as a page it would fail later, and less plainly.
            raise NotFoundError(f"There is no /{path[:200]}.")
        if found is None or path == PAGE:
            return _page(files[PAGE])
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable" if found.is_hashed else "no-cache",
            "Content-Security-Policy": policy(""),
            "Vary": "Accept-Encoding",
        }
        content = found.content
        if found.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["Content-Encoding"] = found.compressed, "gzip"
        return Response(content, media_type=found.media_type, headers=headers)


def policy(nonce: str) -> str:
    """The content security policy of the page."""
    style = f" 'nonce-{nonce}'" if nonce else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self'{style}",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _page(page: File) -> Response:
    nonce = secrets.token_urlsafe(16)
    return Response(
        page.content.replace(NONCE, nonce.encode()),
        media_type=page.media_type,
        headers={"Content-Security-Policy": policy(nonce), "Cache-Control": "no-store"},
    )


def _load(file: Path, folder: Path) -> File:
    content = file.read_bytes()
    name = file.relative_to(folder).as_posix()
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return File(
        content=content,
        compressed=gzip.compress(content, 9, mtime=0) if file.suffix in COMPRESSED else None,
        media_type="text/javascript" if file.suffix == ".js" else media_type,
        is_hashed=name.startswith("assets/"),
    )
