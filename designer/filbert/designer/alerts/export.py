"""The filtered inbox as CSV, for spreadsheets. Read and sent page by page: few alerts are held, however many there are.

No session and no thread is held while a slow reader takes its time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from filbert.designer.alerts import service
from filbert.designer.alerts.shown import shown
from filbert.designer.audit import service as audit
from filbert.scenarios.events import format_instant

if TYPE_CHECKING:
    from filbert.designer.access import Actor
    from filbert.designer.dependencies import Service
    from filbert.monitoring.alert import AlertQuery

Separator = Literal["comma", "semicolon"]
SEPARATORS: dict[Separator, str] = {"comma": ",", "semicolon": ";"}
COLUMNS = (
    "raised_at",
    "event_time",
    "environment",
    "scenario",
    "node",
    "severity",
    "subject",
    "title",
    "verdict",
    "verdict_by",
    "verdict_at",
    "assignee",
    "alert_id",
)
TIMES = frozenset({"raised_at", "event_time", "verdict_at"})
PAGE = 1_000
# Excel takes a file for UTF-8 by this mark only.
BOM = "\ufeff"
# Where a cell begins for some spreadsheet, whichever separator it expects, before what would make it a formula.
_FORMULA = re.compile(r"((?:^|[,;\t\r\n])\"*)(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])")


def export(application: Service, actor: Actor, query: AlertQuery, separator: Separator) -> Iterator[str]:
    """Parts of a CSV file, the newest alert first; noted in the audit log before the first one.

    The first part is read at once, so that what goes wrong then can still be told.
    """
    note(application, actor, query)
    pages = _pages(application, actor, query, SEPARATORS[separator])
    first = next(pages)

    def parts() -> Iterator[str]:
        yield BOM + head(SEPARATORS[separator]) + first
        yield from pages

    return parts()


def note(application: Service, actor: Actor, query: AlertQuery) -> None:
    """Write to the audit log who exports what.

    Subjects may be personal, and the log is for ever: they are only counted.
    """
    with application.store.read() as session:
        total = service.count(application.alerts(session), session, actor, query)
    names = ("environment", "scenario", "severity", "verdict", "assignee")
    times = {name: getattr(query, name) for name in ("since", "until")}
    detail: dict[str, Any] = {
        "alerts": total,
        **{name: [*getattr(query, name)] for name in names if getattr(query, name)},
        **({"subjects": len(query.subject)} if query.subject else {}),
        **{name: format_instant(time) for name, time in times.items() if time is not None},
    }
    with application.store.write() as session:
        audit.record(session, actor, "alert.export", "alerts", detail=detail)


def head(separator: str) -> str:
    """The first line."""
    return _line([f"{name}_utc" if name in TIMES else name for name in COLUMNS], separator)


def line(fields: Mapping[str, Any], separator: str) -> str:
    """The line of an alert."""
    return _line([_text(name, fields[name]) for name in COLUMNS], separator)


def cell(text: str) -> str:
    """A text as a cell that no spreadsheet runs.

    >>> cell('=HYPERLINK("http://evil.example")')
    '"\\'=HYPERLINK(""http://evil.example"")"'
    """
    return '"' + _FORMULA.sub(r"\1'", text).replace('"', '""') + '"'


def _line(texts: list[str], separator: str) -> str:
    return separator.join(map(cell, texts)) + "\r\n"


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in TIMES:
        # As spreadsheets understand times; they know no zones.
        return datetime.fromtimestamp(value / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def _pages(application: Service, actor: Actor, query: AlertQuery, separator: str) -> Iterator[str]:
    after: tuple[int, str] | None = None
    while True:
        with application.store.read() as session:
            # What the caller may see is asked again each time.
            found, seen = service.page(application.alerts(session), session, actor, query, after, PAGE)
        yield "".join(line(shown(application, each, seen), separator) for each in found)
        if len(found) < PAGE:
            return
        after = (found[-1].raised_at, found[-1].alert_id)
