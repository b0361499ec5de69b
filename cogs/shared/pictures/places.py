"""Where the marks of a stance stand, so that none hides another and their order can be seen. Nothing is drawn here."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST_POINTS = 40
"""As many points as fit between 700 units even where each is of another camp than the one before."""
_SIZES = 14.0, 12.0, 10.2
"""The radii of marks that are tried, the largest first; smaller ones cannot be told apart on a phone."""
_NEARNESS = 0.5, 1.0, 2.0, 4.0, math.inf
"""How near points of one camp stand one above the other, in gaps between columns; each is tried."""
_MOVED = 0.6
"""How far a mark may be moved before a smaller size is tried, in gaps between columns."""


@dataclass(frozen=True)
class Spot:
    """Where a point belongs: its number, how far to the right in user units, and its lane."""

    number: int
    x: float
    lane: int


@dataclass(frozen=True)
class Column:
    """Points of one lane that stand one above the other, by number, around (x, the lane's middle).

    `size` is the radius of a mark; `rows` says for each point how far below the middle it stands.
    """

    x: float
    lane: int
    points: tuple[int, ...]
    size: float
    rows: tuple[float, ...]


def in_columns(spots: Sequence[Spot], left: float, right: float, height: float) -> tuple[Column, ...]:
    """The points from left to right, with their centres between the two; `height` is what a lane leaves them.

    Spots come in order. Near ones of one lane are put one above the other, and columns are moved apart as little as
    can be, so that marks stay clear of each other and of the upright part of the line between lanes.
    """
    best: tuple[float, tuple[Column, ...]] | None = None
    for size in _SIZES:
        gap = _gap(size)
        for nearness in _NEARNESS:
            groups = _grouped(spots, nearness * gap, int(height // gap))
            gaps = [gap if before[0].lane == after[0].lane else gap * 2 / 3 for before, after in pairwise(groups)]
            if sum(gaps) > right - left:
                continue
            wanted = [sum(spot.x for spot in group) / len(group) for group in groups]
            xs = apart(wanted, gaps, left, right)
            moved = max(abs(x - spot.x) for x, group in zip(xs, groups, strict=True) for spot in group)
            columns = tuple(_column(group, x, size) for group, x in zip(groups, xs, strict=True))
            if moved <= _MOVED * gap:
                return columns
            if best is None or moved < best[0]:
                best = moved, columns
    if best is None:
        raise ValueError(f"{len(spots)} points do not fit between {left} and {right}")
    return best[1]


def apart(wanted: Sequence[float], gaps: Sequence[float], left: float, right: float) -> list[float]:
    """Places at least `gaps` apart and between the two ends whose squared distances from the wanted sum to least.

    It is isotonic regression by pooling adjacent violators, after the gaps have been taken out.
    """
    offsets = [0.0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    pools: list[tuple[float, int]] = []
    for place, offset in zip(wanted, offsets, strict=True):
        pools.append((place - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, few), (other, many) = pools[-2:]
            pools[-2:] = [((one * few + other * many) / (few + many), few + many)]
    level = [min(max(mean, left), right - offsets[-1]) for mean, count in pools for _ in range(count)]
    return [place + offset for place, offset in zip(level, offsets, strict=True)]


def _gap(size: float) -> float:
    """How far apart the centres of marks stand in one lane: the width of a diamond, and a rim."""
    return 2.5066 * size + 1.0


def _grouped(spots: Sequence[Spot], nearness: float, most: int) -> list[list[Spot]]:
    groups: list[list[Spot]] = []
    for spot in spots:
        last = groups[-1] if groups else []
        if last and len(last) < most and spot.lane == last[0].lane and spot.x - last[0].x < nearness:
            last.append(spot)
        else:
            groups.append([spot])
    return groups


def _column(group: list[Spot], x: float, size: float) -> Column:
    middle = (len(group) - 1) / 2
    rows = tuple((place - middle) * _gap(size) for place in range(len(group)))
    return Column(x, group[0].lane, tuple(spot.number for spot in group), size, rows)
