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


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
