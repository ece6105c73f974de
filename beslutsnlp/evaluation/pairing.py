"""Which found spans stand for which annotated ones: the same first, then those that overlap most."""

from collections.abc import Sequence

Offsets = tuple[int, int]


def overlap(one: Offsets, other: Offsets) -> int:
    """Return how many characters two spans share.

    >>> overlap((0, 10), (4, 20)), overlap((0, 4), (4, 8))
    (6, 0)
    """
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def pair(gold: Sequence[Offsets], found: Sequence[Offsets]) -> list[tuple[int, int]]:
    """Return pairs of places in two lists of spans that overlap, each place in one pair at most, in the order of `gold`.

    The pair that shares the largest part of what the two cover together goes first; of equal ones the first in the text.

    >>> pair([(0, 10), (12, 20)], [(12, 20), (8, 14)])
    [(0, 1), (1, 0)]
    """
    candidates = []
    for place, wanted in enumerate(gold):
        for other, given in enumerate(found):
            shared = overlap(wanted, given)
            if shared:
                whole = max(wanted[1], given[1]) - min(wanted[0], given[0])
                candidates.append((-shared / whole, wanted, given, place, other))
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    pairs = []
    for *_, place, other in sorted(candidates):
        if place not in taken_gold and other not in taken_found:
            taken_gold.add(place)
            taken_found.add(other)
            pairs.append((place, other))
    return sorted(pairs)


def aligned(gold: Sequence[Offsets], found: Sequence[Offsets]) -> list[tuple[Offsets | None, Offsets | None]]:
    """Return the spans of both sides in pairs that overlap; what is alone has None beside it.

    >>> aligned([(0, 5)], [(2, 9), (20, 24)])
    [((0, 5), (2, 9)), (None, (20, 24))]
    """
    pairs = pair(gold, found)
    paired_gold, paired_found = {one for one, _ in pairs}, {other for _, other in pairs}
    return [
        *((gold[one], found[other]) for one, other in pairs),
        *((span, None) for place, span in enumerate(gold) if place not in paired_gold),
        *((None, span) for place, span in enumerate(found) if place not in paired_found),
    ]
