"""Carries the alerts of the service's database over to the index, for an installation that moves there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from filbert.designer.alerts import repository
from filbert.monitoring.alert_index.carry import Carried, carry
from filbert.monitoring.alert_index.retention import prepare

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch
    from filbert.designer.store import Store

PAGE = 500


def carry_over(store: Store, client: Elasticsearch, retention_days: int) -> Carried:
    """Copy all alerts with verdicts, assignees and comments; what is in the index already stays.

    Raises:
        elasticsearch.ApiError, elasticsearch.TransportError, AlertsUnavailableError: not all could be; try again.
    """
    prepare(client)
    carried = Carried()
    after = ""
    while True:
        with store.read() as session:
            page = repository.kept(session, after, PAGE)
        if not page:
            return carried
        carry(client, page, int(time.time() * 1000), retention_days, carried)
        after = page[-1].alert.alert_id
