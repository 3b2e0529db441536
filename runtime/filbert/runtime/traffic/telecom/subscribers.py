"""The subscribers: who they are, where they live, how active they are and whom they know."""

from itertools import accumulate
from random import Random

from filbert.runtime.traffic.telecom.network import Network

# The weight of the subscriber of rank r is (r + offset) ** -exponent: a power law whose first ones are busy
# lines, not machines. Nobody knows more people than this, far from the thousand that make a spammer.
ACTIVITY_EXPONENT = 0.8
ACTIVITY_OFFSET = 20
MOST_CONTACTS = 160

PLACES = 3
"""Home, work and leisure, in this order; all in one town."""

# A multiplier without a common factor with the size of the range visits each number once.
_NUMBERS = 200_000_000
_NUMBER_STEP = 77_190_377
_TYPE_ALLOCATION_CODES = ("35694309", "35332811", "86412804", "35894512", "01332700", "86073205")


class Population:
    """The ordinary subscribers, numbered by their rank in activity, and numbers kept for planted ones."""

    def __init__(self, random: Random, network: Network, count: int) -> None:
        self.count = count
        self._first = random.randrange(_NUMBERS)
        self.numbers = [self.number(index) for index in range(count)]
        self.imeis = [imei(random) for _ in range(count)]
        self.cumulative_activity = list(
            accumulate((rank + ACTIVITY_OFFSET) ** -ACTIVITY_EXPONENT for rank in range(count))
        )
        self.towns = [network.pick_town(random) for _ in range(count)]
        self.places: list[str] = []
        for town in self.towns:
            cells = network.towns[town].cells
            self.places.extend(random.choice(cells).json for _ in range(PLACES))
        self.degrees = [3 + int((MOST_CONTACTS - 3) * random.random() ** 3) for _ in range(count)]
        self.contact_offsets = [random.randrange(1, count) for _ in range(MOST_CONTACTS)]

    def number(self, index: int) -> str:
        """The phone number of a subscriber; those from `count` on are free for planted cases."""
        return f"48{500_000_000 + (self._first + index * _NUMBER_STEP) % _NUMBERS:09d}"


def imei(random: Random) -> str:
    """The number of a handset, with its check digit."""
    body = f"{random.choice(_TYPE_ALLOCATION_CODES)}{random.randrange(1_000_000):06d}"
    doubled = [int(digit) * (1 + position % 2) for position, digit in enumerate(body)]
    checked = sum(value // 10 + value % 10 for value in doubled)
    return f"{body}{-checked % 10}"
