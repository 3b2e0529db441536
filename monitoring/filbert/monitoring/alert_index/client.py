"""Opens the connection to Elasticsearch that the settings name."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch
    from filbert.runtime.settings import ElasticsearchSettings


class NotInstalledError(Exception):
    """The client of Elasticsearch is not installed."""


def connect(url: str, settings: "ElasticsearchSettings") -> "Elasticsearch":
    """A client. Nothing is sent before its first use.

    Raises:
        NotInstalledError: its package is missing.
        ValueError: the address is none.
    """
    try:
        from elasticsearch import Elasticsearch
    except ImportError as error:
        raise NotInstalledError(
            "The client of Elasticsearch is not installed: pip install 'filbert[index]'."
        ) from error
    login: dict[str, object] = {}
    if settings.elasticsearch_api_key is not None:
        login["api_key"] = settings.elasticsearch_api_key.get_secret_value()
    elif settings.elasticsearch_user is not None:
        password = settings.elasticsearch_password
        login["basic_auth"] = (settings.elasticsearch_user, password.get_secret_value() if password else "")
    if settings.elasticsearch_ca is not None:
        login["ca_certs"] = str(settings.elasticsearch_ca)
    # Repeated requests are ours to decide, with the pauses of the indexer.
    return Elasticsearch(url, request_timeout=30, max_retries=0, retry_on_timeout=False, **login)  # type: ignore[arg-type]
