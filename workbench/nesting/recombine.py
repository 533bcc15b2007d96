"""Recombination: the head of one layout is completed with the tail of another.

A child holds every copy exactly once. What is equal in all its poses is exchangeable, so shapes are
counted, not copies: the tail keeps the places of the shapes that the head leaves over, and what the
tail lacks goes to the places of what it has too much. Cuts are drawn, and the child that overlaps
least of some is kept: separation does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from workbench.nesting.board import Board, Floats, Ints, Layout

# A cut is drawn between these shares of the pieces, from the left.
LEAST_HEAD, MOST_HEAD = 0.15, 0.85


def kinds_of(board: Board, copies: Ints) -> Ints:
    """Return a number for each copy, the same for those that are exchangeable in the search."""
    known: dict[tuple[int, ...], int] = {}
    rows = board.choices[copies]
    return np.array(
        [known.setdefault(tuple(sorted(row[1 : 1 + row[0]])), len(known)) for row in rows.tolist()],
        np.int64,
    )


def half_turns(board: Board) -> Ints | None:
    """Return the variant that each variant becomes by half a turn; None if one may not turn."""
    turned = np.full(len(board.hull), -1, np.int64)
    for number, own in enumerate(board.poses):
        angles = {round(angle % 360.0, 6) for angle in board.problem.items[number].angles}
        for variant, pose in own.items():
            target = round((pose.rotation + 180.0) % 360.0, 6)
            if target not in angles and 360.0 - target not in angles:
                return None
            # A shape that half a turn leaves as it is has no variant of its own for it.
            turned[variant] = next(
                (
                    other
                    for other, its in own.items()
                    if its.mirrored == pose.mirrored and round(its.rotation % 360.0, 6) == target
                ),
                variant,
            )
    return turned


def half_turned(board: Board, layout: Layout, turns: Ints) -> Layout:
    """Return a layout turned by 180°, seen from the other end of the strip."""
    pose = turns[layout.pose]
    x = layout.length - layout.place[:, 0]
    # The sides of the strip change places too.
    y = (board.window[layout.pose, 1] + board.window[layout.pose, 3]) - layout.place[:, 1]
    return Layout(layout.copies, np.stack([x, y], axis=1), pose, layout.length)


def child(
    kinds: Ints, sizes: Floats, head: Layout, tail: Layout, kept: int, length: float
) -> tuple[Floats, Ints]:
    """Return places and poses of all copies: ``kept`` from the head, the others from the tail.

    Parameters
    ----------
    kinds : int64[n]       Which copies are exchangeable: those of one number.
    sizes : float64[n]     Of the copies, for pairing what the tail lacks with places.
    head, tail : Layout    Of the same n copies.
    kept : int             Copies, from the left, that stay as the head has them.
    length : float         Where the tail's right end comes to lie. [mm]
    """
    order = np.argsort(head.place[:, 0], kind="stable")
    place, pose = head.place.copy(), head.pose.copy()
    waiting: dict[int, list[int]] = {}
    for k in order[kept:][::-1].tolist():
        waiting.setdefault(int(kinds[k]), []).append(k)
    room = float(sizes[order[kept:]].sum())
    shift = length - tail.length
    vacant = []
    for k in np.argsort(tail.place[:, 0], kind="stable")[::-1].tolist():
        room -= float(sizes[k])
        if room < -0.5 * float(sizes[k]):
            break
        left = waiting.get(int(kinds[k]))
        if left:
            chosen = left.pop(0)
            place[chosen] = (tail.place[k, 0] + shift, tail.place[k, 1])
            pose[chosen] = tail.pose[k]
        else:
            vacant.append(k)
    missing = sorted((k for left in waiting.values() for k in left), key=lambda k: (-sizes[k], k))
    vacant.sort(key=lambda k: (-sizes[k], k))
    for number, k in enumerate(missing):
        if number < len(vacant):
            place[k] = (tail.place[vacant[number], 0] + shift, tail.place[vacant[number], 1])
    return place, pose


def recombine(
    kinds: Ints,
    sizes: Floats,
    heads: Sequence[Layout],
    tails: Sequence[Layout],
    length: float,
    children: int,
    draw: Callable[[], float],
    overlap: Callable[[Floats, Ints], float],
) -> tuple[Floats, Ints]:
    """Return the child of least overlap among some that are drawn.

    Parameters
    ----------
    kinds, sizes, length           See ``child``.
    heads, tails : sequences       Layouts of which a head and a tail are drawn.
    children : int                 How many are drawn.
    draw : callable                The next number of a stream in (0, 1).
    overlap : callable             Judges places and poses; 0 is free of overlap.
    """
    best: tuple[float, Floats, Ints] | None = None
    for _ in range(children):
        head = heads[int(draw() * len(heads))]
        tail = tails[int(draw() * len(tails))]
        kept = round((LEAST_HEAD + (MOST_HEAD - LEAST_HEAD) * draw()) * len(kinds))
        place, pose = child(kinds, sizes, head, tail, kept, length)
        worth = overlap(place, pose)
        if best is None or worth < best[0]:
            best = (worth, place, pose)
    assert best is not None
    return best[1], best[2]
