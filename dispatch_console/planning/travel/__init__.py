"""Travel between places: matrices as given, or reckoned from coordinates.

`resolve` answers once per problem. Matrices are int32 and made on first use: a problem of 5,000
tickets that asks for times alone holds 121 MB of them. Planning never touches the network; what
asks road servers is `services.travel`.
"""

from dispatch_console.planning.travel.arc import EARTH_RADIUS_M, great_circle_m
from dispatch_console.planning.travel.given import passable
from dispatch_console.planning.travel.reach import Area, areas, inside, ways_out
from dispatch_console.planning.travel.reckoned import CALIBRATED, are_on_earth, legs
from dispatch_console.planning.travel.source import UNREACHABLE
from dispatch_console.planning.travel.times import (
    Rows,
    TravelTimes,
    place_count,
    resolve,
)

__all__ = [
    "CALIBRATED",
    "EARTH_RADIUS_M",
    "UNREACHABLE",
    "Area",
    "Rows",
    "TravelTimes",
    "are_on_earth",
    "areas",
    "great_circle_m",
    "inside",
    "legs",
    "passable",
    "place_count",
    "resolve",
    "ways_out",
]
