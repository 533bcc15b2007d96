"""The moments of a source's releases for the readable engine, all of them in one call."""

from __future__ import annotations

from workbench._jit import kernel
from workbench.streams import draw, u01


@kernel
def renewals(code, p0, p1, p2, p3, table, seed, replication, stream, key, begin, end, most, out):
    """Write the moments of a renewal source; return how many there are.

    Parameters
    ----------
    code, p0, p1, p2, p3, table : the law of the time between two releases, as ``streams.draw``
    seed, replication, stream, key : int
        Address of the draws; the step is the number of the release.
    begin, end, most : float
        The source opens and closes; it stops after its first release beyond ``most``. [min]
    out : float64[count]
        Written: moments. [min]
    """
    moment = begin
    for i in range(len(out)):
        moment += draw(code, p0, p1, p2, p3, u01(seed, replication, stream, key, i), table)
        if moment > end:
            return i
        out[i] = moment
        if moment > most:
            return i + 1
    return len(out)
