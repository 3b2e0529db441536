"""An alert as somebody may see it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from filbert.designer import disclosure
from filbert.designer.samples.masking import MASK

if TYPE_CHECKING:
    from filbert.designer.alerts.service import Sight
    from filbert.designer.dependencies import Service
    from filbert.monitoring.alert import Alert


def shown(application: Service, alert: Alert, seen: Sight) -> dict[str, Any]:
    """The fields of an alert for somebody who sees so much; personal data is hidden where it must be."""
    if seen.trusts(alert.scenario):
        return {**asdict(alert), "masked": False}
    return masked(application, alert)


def masked(application: Service, alert: Alert) -> dict[str, Any]:
    """The fields of an alert without personal data."""
    open_ = disclosure.of_node(application, alert.scenario, alert.version, alert.node)
    return {
        **asdict(alert),
        **{name: MASK for name in ("subject", "title") if name not in open_.fields},
        "masked": True,
    }
