"""Places on the Earth."""

import math
from collections.abc import Sequence

from filbert.expressions import tree
from filbert.expressions.errors import EvalError
from filbert.expressions.functions.registry import function
from filbert.expressions.number import round_double

DIAMETER = 12_742_017.6
"""Of the sphere with the Earth's mean radius, in metres."""
HIGHEST_LATITUDE = 90.0
HIGHEST_LONGITUDE = 180.0


def _distance_flink(_call: tree.Call, operands: Sequence[str]) -> str:
    latitude, longitude, other_latitude, other_longitude = (
        f"RADIANS(CASE WHEN ABS({operand}) <= {limit}.0E0 THEN {operand} END)"
        for operand, limit in zip(operands, (90, 180, 90, 180), strict=True)
    )
    north = f"POWER(SIN(({other_latitude} - {latitude}) / 2.0E0), 2.0E0)"
    east = f"POWER(SIN(({other_longitude} - {longitude}) / 2.0E0), 2.0E0)"
    share = f"{north} + COS({latitude}) * COS({other_latitude}) * {east}"
    return f"ROUND({DIAMETER:.1f}E0 * ASIN(SQRT(LEAST(1.0E0, {share}))), 3)"


def _distance_guards(_call: tree.Call, operands: Sequence[str]) -> Sequence[tuple[str, str]]:
    latitude, longitude, other_latitude, other_longitude = operands
    condition = (
        f"(ABS({latitude}) > 90.0E0 OR ABS({longitude}) > 180.0E0"
        f" OR ABS({other_latitude}) > 90.0E0 OR ABS({other_longitude}) > 180.0E0)"
    )
    return [(condition, "E_ARGUMENT")]


@function(
    "places",
    flink=_distance_flink,
    guards=_distance_guards,
    fails=True,
    example=("ROUND(GEO_DISTANCE(52.2297, 21.0122, 50.0647, 19.9450) / 1000, 0)", "252.0"),
)
def geo_distance(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float, at: int
) -> float:
    """The distance of two places in metres along the surface, rounded to millimetres; coordinates in degrees."""
    if max(abs(latitude), abs(other_latitude)) > HIGHEST_LATITUDE:
        raise EvalError("E_ARGUMENT", at)
    if max(abs(longitude), abs(other_longitude)) > HIGHEST_LONGITUDE:
        raise EvalError("E_ARGUMENT", at)
    radians = math.radians
    north = math.sin((radians(other_latitude) - radians(latitude)) / 2.0) ** 2.0
    east = math.sin((radians(other_longitude) - radians(longitude)) / 2.0) ** 2.0
    share = north + math.cos(radians(latitude)) * math.cos(radians(other_latitude)) * east
    return round_double(DIAMETER * math.asin(math.sqrt(min(share, 1.0))), 3)
