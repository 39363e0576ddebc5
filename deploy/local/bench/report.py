"""Rows of the report and how they are shown."""

import dataclasses
import math

from stack.terminal import table


@dataclasses.dataclass(frozen=True)
class Row:
    """One figure. `limit` is what the figure must keep to, in the figure's own unit or as a ratio to `peer`."""

    measure: str
    figure: str
    peer: str
    ratio: str
    limit: str
    holds: bool

    @property
    def cells(self) -> list[str]:
        return [self.measure, self.figure, self.peer, self.ratio, self.limit, "holds" if self.holds else "MISSED"]


HEADING = ["Measure", "Figure", "Peer in the same run", "Ratio", "Limit", ""]


def shown(rows: list[Row]) -> str:
    return table([HEADING, *(row.cells for row in rows)])


def middle(runs: list[list[Row]]) -> list[Row]:
    """Of several runs of one measure, the one with the middle ratio in its first row, which shows all ratios. Of each
    further row a run that misses the limit, if there is any.
    """
    if len(runs) == 1:
        return runs[0]
    ordered = sorted(runs, key=lambda rows: float(rows[0].ratio))
    chosen = ordered[(len(ordered) - 1) // 2]
    ratios = ", ".join(rows[0].ratio for rows in ordered)
    first = dataclasses.replace(chosen[0], ratio=f"{chosen[0].ratio} ({ratios})")
    others = [
        next((row for row in alike if not row.holds), kept)
        for kept, alike in zip(chosen[1:], zip(*(rows[1:] for rows in runs)))
    ]
    return [first, *others]


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
