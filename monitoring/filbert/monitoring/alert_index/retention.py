"""Prepares what the index needs, and deletes what is too old, a whole month at a time."""

import logging
from typing import TYPE_CHECKING

from filbert.monitoring.alert_index.mapping import FIELDS, TEMPLATE, properties, template
from filbert.monitoring.alert_index.names import DAY, EVERY, end_of, indices_of

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

log = logging.getLogger("filbert.index")


def prepare(client: "Elasticsearch") -> None:
    """Put the template, and give indices of an earlier version the fields that were added since.

    Raises:
        elasticsearch.ApiError, elasticsearch.TransportError: it cannot be done now.
    """
    from elasticsearch import BadRequestError

    client.indices.put_index_template(name=TEMPLATE, **template())
    for index, found in client.indices.get(index=EVERY, features="mappings").items():
        if set(FIELDS) <= set(found["mappings"].get("properties", {})):
            continue
        try:
            client.indices.put_mapping(index=index, properties=properties())
        except BadRequestError as error:
            # Somebody else made it: what does not fit into it becomes a dead letter, and the other months go on.
            log.warning("%s does not take our fields: %s", index, error)


def delete_expired(client: "Elasticsearch", environment: str, now: int, retention_days: int) -> list[str]:
    """Delete the indices of months that ended longer ago than the retention, and give their names.

    Raises:
        elasticsearch.ApiError, elasticsearch.TransportError: it cannot be done now.
    """
    found = sorted(client.indices.get(index=indices_of(environment), features="settings"))
    old = []
    for index in found:
        end = end_of(index, environment)
        if end is not None and end <= now - retention_days * DAY:
            client.options(ignore_status=404).indices.delete(index=index)
            old.append(index)
    return old
