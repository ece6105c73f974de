"""Words that a line break or a lost soft hyphen has cut in two."""

import re

LINE_END_HYPHENS = "-\u00ad\u2010\ufffe"
_COORDINATORS = re.compile(r"(?:och|eller|samt|respektive|resp\.?|men|som|till|alternativt|o)\b", re.IGNORECASE)
_KEEPS_HYPHEN = re.compile(r"(?:^|[^\w])(?:e|icke|ex|f\.?d|vice|[A-ZÅÄÖ]{2,6}|\w?\d+|[A-ZÅÄÖ])$")
# endings that are no words of their own, so that a hyphen before them inside a line is a lost soft one
_NO_WORDS = frozenset(
    [
        "ning",
        "ningen",
        "ningar",
        "ningarna",
        "nings",
        "ningens",
        "ningarnas",
        "ling",
        "lingen",
        "tion",
        "tionen",
        "tioner",
        "tionerna",
        "tions",
        "tionens",
        "sion",
        "sionen",
        "sioner",
        "heten",
        "heter",
        "heterna",
        "hetens",
        "lighet",
        "ligheten",
        "erande",
        "erad",
        "erat",
        "erade",
        "eras",
        "serad",
        "serat",
        "serade",
        "mentet",
        "menten",
        "dens",
        "nadens",
        "ande",
        "andet",
        "ende",
        "endet",
    ]
)
_INNER = re.compile(r"(?<=[a-zåäö])-(?=([a-zåäö]{3,14})(?![\w-]))")


def join_lines(before: str, after: str) -> tuple[int, str]:
    """Return how two lines of one paragraph meet: characters to drop from the first, and what goes between.

    >>> join_lines("en samlad gestalt-", "ning av torget")
    (1, '')
    >>> join_lines("Hälso-", "och sjukvårdsnämnden")
    (0, ' ')
    >>> join_lines("senast 2025-05-", "06")
    (0, '')
    """
    last = before[-1]
    if last in "–—/" and before[-2:-1].isdigit() and after[:1].isdigit():
        return 0, ""
    if last not in LINE_END_HYPHENS:
        return 0, " "
    # browsers print the hyphen that they set themselves as U+2010
    soft = last in "\u00ad\u2010"
    stem = before[:-1]
    if not stem or stem[-1].isspace() or stem[-1] in LINE_END_HYPHENS:
        return 0, " "
    if soft:
        return 1, ""
    if stem[-1].isdigit() and after[:1].isdigit():
        return 0, ""
    if _COORDINATORS.match(after):
        return 0, " "
    if after[:1].islower() and not _KEEPS_HYPHEN.search(stem):
        return 1, ""
    if after[:1].isalnum() or after[:1] == "(":
        return 0, ""
    return 0, " "


def lost_soft_hyphens(text: str) -> list[int]:
    """Return where a soft hyphen was turned into a hard one inside a line ("gestalt-ning").

    Only before endings that are no words of their own; "bygg-och" and "e-post" stay.

    >>> lost_soft_hyphens("konstnärlig gestalt-ning av hälso-och sjukvård")
    [19]
    """
    if "-" not in text:
        return []
    return [match.start() for match in _INNER.finditer(text) if match[1] in _NO_WORDS]
