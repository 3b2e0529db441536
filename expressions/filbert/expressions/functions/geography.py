"""Places on the Earth."""

from typing import TypeVar

from filbert.expressions import ast, place, tree
from filbert.expressions.checker.context import Context, unknown
from filbert.expressions.checker.conversion import convert
from filbert.expressions.errors import EvalError
from filbert.expressions.functions.arrays import array_of
from filbert.expressions.functions.entry import Function
from filbert.expressions.functions.registry import function, has_arguments, make_call, wrong_type
from filbert.expressions.types import BOOLEAN, DOUBLE, STRING, Column

Found = TypeVar("Found")


def _known(value: Found | None, at: int) -> Found:
    if value is None:
        raise EvalError("E_ARGUMENT", at)
    return value


@function(
    "places",
    java="GeoDistance",
    null_means="E_ARGUMENT",
    example=("ROUND(GEO_DISTANCE(52.2297, 21.0122, 50.0647, 19.9450) / 1000, 0)", "252.0"),
)
def geo_distance(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float, at: int
) -> float:
    """The distance of two places in metres along the surface, rounded to millimetres; coordinates in degrees."""
    return _known(place.distance(latitude, longitude, other_latitude, other_longitude), at)


@function(
    "places",
    java="GeoBearing",
    null_means="E_ARGUMENT",
    example=("ROUND(GEO_BEARING(52.2297, 21.0122, 50.0647, 19.9450), 0)", "198.0"),
)
def geo_bearing(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float, at: int
) -> float:
    """The direction from one place to another in degrees: 0 is north, 90 is east."""
    return _known(place.bearing(latitude, longitude, other_latitude, other_longitude), at)


@function(
    "places",
    java="GeoInCircle",
    null_means="E_ARGUMENT",
    example=("GEO_IN_CIRCLE(52.23, 21.01, 52.2297, 21.0122, 500)", "TRUE"),
)
def geo_in_circle(
    latitude: float,
    longitude: float,
    center_latitude: float,
    center_longitude: float,
    metres: float,
    at: int,
) -> bool:
    """Whether a place is at most so many metres from the center."""
    return _known(place.distance(latitude, longitude, center_latitude, center_longitude), at) <= metres


@function(
    "places",
    java="GeoInBox",
    null_means="E_ARGUMENT",
    example=("GEO_IN_BOX(52.23, 21.01, 49.0, 14.1, 54.9, 24.2)", "TRUE"),
)
def geo_in_box(
    latitude: float, longitude: float, south: float, west: float, north: float, east: float, at: int
) -> bool:
    """Whether a place lies between two latitudes and, going east, two longitudes, the limits among them; west may be
    larger than east where the box crosses the 180th meridian."""
    return _known(place.is_in_box((latitude, longitude), south, west, north, east), at)


def _polygon_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 3, 3):
        return unknown(node)
    polygon = arguments[2]
    for argument in arguments[:2]:
        if not argument.type.is_number and argument.type.kind != "NULL":
            return context.mistyped(argument, "latitude and longitude are numbers", entry.signature)
    if polygon.type.kind not in {"STRING", "NULL"}:
        return context.mistyped(polygon, "the corners are a STRING", entry.signature)
    written = polygon.value if isinstance(polygon, tree.Constant) else None
    if written is not None and place.read_area(written) is None:
        hint = "write latitude and longitude of three corners or more: '52.0 20.8, 52.4 20.8, 52.4 21.3'"
        return context.error(polygon, "E_LITERAL", "the corners cannot be read", hint)
    converted = [*(convert(argument, DOUBLE) for argument in arguments[:2]), convert(polygon, STRING)]
    return make_call(context, entry, node, BOOLEAN, converted, fails=True)


@function(
    "places",
    java="GeoInPolygon",
    null_means="E_ARGUMENT",
    example=("GEO_IN_POLYGON(52.2, 21.0, '52.0 20.8, 52.4 20.8, 52.4 21.3, 52.0 21.3')", "TRUE"),
    typing=_polygon_type,
    signature="GEO_IN_POLYGON(latitude DOUBLE, longitude DOUBLE, polygon STRING) → BOOLEAN",
)
def geo_in_polygon(latitude: float, longitude: float, polygon: str, at: int) -> bool:
    """Whether a place lies in an area or on its border: a text of 3 to 1,000 corners, latitude before longitude, with
    commas between. Sides are straight lines on a map; an area across the 180th meridian is two."""
    area = _known(place.read_area(polygon), at)
    return _known(place.is_in_area(latitude, longitude, area), at)


@function(
    "places", java="Geohash", null_means="E_ARGUMENT", example=("GEOHASH(52.2297, 21.0122, 6)", "'u3qcnh'")
)
def geohash(latitude: float, longitude: float, length: int, at: int) -> str:
    """The geohash of a place, with 1 to 12 digits: a key for all that lies in one cell. A cell of 5 digits is about
    5 km wide, one of 6 about 1 km, one of 7 about 150 m."""
    return _known(place.geohash(latitude, longitude, length), at)


@function(
    "places",
    java="GeohashLatitude",
    null_means="E_ARGUMENT",
    example=("GEOHASH_LATITUDE('ezs42')", "42.60498046875e0"),
)
def geohash_latitude(geohash: str, at: int) -> float:
    """The latitude of the middle of a geohash's cell."""
    return _known(place.middle(geohash), at)[0]


@function(
    "places",
    java="GeohashLongitude",
    null_means="E_ARGUMENT",
    example=("GEOHASH_LONGITUDE('ezs42')", "-5.60302734375e0"),
)
def geohash_longitude(geohash: str, at: int) -> float:
    """The longitude of the middle of a geohash's cell."""
    return _known(place.middle(geohash), at)[1]


def _neighbours_type(
    context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]
) -> tree.Node:
    if not has_arguments(context, entry, node, 1, 1):
        return unknown(node)
    if arguments[0].type.kind not in {"STRING", "NULL"}:
        return wrong_type(context, node, arguments[0], "a STRING")
    type_ = array_of(Column(STRING, nullable=False))
    return make_call(context, entry, node, type_, [convert(arguments[0], STRING)], fails=True)


@function(
    "places",
    java="GeohashNeighbors",
    null_means="E_ARGUMENT",
    example=("GEOHASH_NEIGHBORS('u3qcnh')[1]", "'u3qcnj'"),
    typing=_neighbours_type,
    signature="GEOHASH_NEIGHBORS(geohash STRING) → ARRAY",
)
def geohash_neighbors(geohash: str, at: int) -> list[str]:
    """The geohashes of the cells around one, from the north clockwise; eight, fewer at a pole. What is near a
    place lies in its cell or one of these."""
    return _known(place.neighbours(geohash), at)
