"""Printed lines joined to paragraphs, for pages and for plain text alike."""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]

# what shows nothing and parts no words: soft hyphens, zero-width and bidirectional marks, control characters
SOFT_HYPHEN = "\u00ad"
_UNSEEN_RANGES = ((0, 8), (14, 27), (127, 127), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069), (0xFEFF, 0xFEFF))
UNSEEN = SOFT_HYPHEN + "".join(chr(code) for first, last in _UNSEEN_RANGES for code in range(first, last + 1))

_LIST_MARK = re.compile(
    r"""(?: [•◦▪‣·\u2022\uf0b7\uf02d\uf0a7] | [-–—*] (?=\s)   # bullets
          | \d{1,2} [.)] (?=\s) | \d{1,2} \. \d{1,2} \.? (?=\s)  # 1.  1)  1.2
          | [a-zåäö] \) (?=\s) | \( (?!(?:[smcvl]|kd|mp|fp|sd)\)) [a-z0-9]{1,2} \) (?=\s)      # a)  (a), but (s) is a party
          | [IVX]{1,4} [.)] (?=\s) | [ivx]{1,4} [.)] (?=\s)      # II.
        )""",
    re.VERBOSE,
)
_PARAGRAPH_MARK = re.compile(r"§\s{0,3}\d|(?:[A-ZÅÄÖ][\wÅÄÖåäö]{0,12}\s)?§\s{0,3}\d{1,4}\b|\d{1,4}\s§(?:\s|$)")
_ATT = re.compile(r"(?:att,?|dels)\s(?!gälla\b|tillämpas\b|utgå\b|användas\b)", re.IGNORECASE)
_CLOSES_CLAUSE = re.compile(r"(?:[;:,.]|[;:,]\s(?:samt|och|dels))$", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.:;!?][”\"')\]]?$")
# words of section headings, as far as reading must know them
STRUCTURE_WORDS = re.compile(
    r"""\b(?:\w*beslut(?:en)?|besluts\w+|bakgrund|sammanfattning|ärendebeskrivning|ärendet|(?:tilläggs|ändrings|avslags|bifalls|återremiss)?yrkanden?|beredning|delges|bedömning|reservation(?:er)?|expedieras|propositionsordning
        |underlag|\w*förslag(?:et)?|behandling|skickas|särskilt\syttrande|protokollsanteckning|omröstning|votering|motivering|handlingar|bilagor|jäv)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_LABEL = re.compile(r"[A-ZÅÄÖ][\wåäöÅÄÖ()/ -]{2,30}:(?:\s|$)")


@dataclass(slots=True)
class Line:
    """One printed line: its text and where it stands, in points or in characters and lines.

    `start` is its place in a plain text; `edges` are the boxes of its words on a page, four numbers a word.
    `gap` is the blank space above it in lines, 0 for the next line of the same block.
    """

    text: str
    x0: float
    x1: float
    top: float = 0.0
    bottom: float = 0.0
    start: int = 0
    page: int = 0
    gap: float = 0.0
    size: float = 0.0
    bold: bool = False
    first_width: float = 0.0
    edges: "array[float]" = field(default_factory=lambda: array("f"))
    alone: bool = False

    @property
    def words(self) -> list[tuple[str, Box]]:
        """The words of a line on a page, each with its box."""
        edges = self.edges
        boxes = ((edges[i], edges[i + 1], edges[i + 2], edges[i + 3]) for i in range(0, len(edges), 4))
        return list(zip(self.text.split(" "), boxes, strict=True))

    @property
    def masked(self) -> str:
        """The text with its digits masked, the same on every page for a running head."""
        return mask(self.text)


_DIGITS = re.compile(r"\d+")


def mask(text: str) -> str:
    """Return a text with every number as `#` and its blanks folded."""
    return _DIGITS.sub("#", " ".join(text.split()))


def starts_point(text: str) -> bool:
    """Tell whether a line starts a point of a list."""
    return _LIST_MARK.match(text) is not None


@dataclass(frozen=True, slots=True)
class Measure:
    """How wide lines run, and how much room a word needs to have fitted on the line before.

    `right` is the right edge of full lines, `slack` what the edge is uncertain by, `blank` the
    width of a blank. `exact` says that positions are measured (a page), not counted characters.
    """

    right: float
    slack: float
    blank: float
    exact: bool


def is_full(line: Line, following: Line, measure: Measure) -> bool:
    """Tell whether the first word of the following line would not have fitted on this one."""
    return line.x1 + measure.blank + following.first_width > measure.right - measure.slack


def continues(group: Sequence[Line], line: Line, measure: Measure) -> bool:
    """Tell whether a line carries on the paragraph that the lines of a group make.

    The test of the page is that the line's first word would have fitted on the line before; the
    words decide where that is uncertain, and across a page break, where no gap can be seen.
    """
    last = group[-1]
    text = line.text
    same_page = last.page == line.page
    if last.alone or line.alone:
        return False
    if _starts_anew(group, line, measure):
        return False
    full = is_full(last, line, measure)
    lower = text[0].islower()
    if (not same_page or line.gap) and not lower and _PARAGRAPH_MARK.match(group[0].text):
        # a heading, cut from its text by a page or a gap
        return False
    if same_page and line.gap > 0.45:
        # pdf-to-text tools leave blank lines inside titles and after cut pages
        return not measure.exact and lower and full and line.gap <= 2 and not _ENDS_SENTENCE.search(last.text)
    if not same_page and _ENDS_SENTENCE.search(last.text):
        return False
    if _ENDS_SENTENCE.search(last.text) and _looks_like_heading(line, measure):
        return False
    if last.bold != line.bold and (last.bold or full is False):
        return False
    if measure.exact and abs(last.size - line.size) > 0.8:
        return False
    if lower and not _ENDS_SENTENCE.search(last.text):
        return True if not measure.exact else full or last.x1 > measure.right * 0.55
    return full


def _looks_like_heading(line: Line, measure: Measure) -> bool:
    """Tell whether a line that comes after a full stop is short and ends without one, or has the words of a heading."""
    text = line.text
    if not text[0].isupper() or len(text) > 70 or _ENDS_SENTENCE.search(text) or text.endswith((",", "-", "\ufffe")):
        return False
    return line.x1 < 0.55 * measure.right or (
        line.x1 < 0.8 * measure.right and STRUCTURE_WORDS.search(text) is not None
    )


def _starts_anew(group: Sequence[Line], line: Line, measure: Measure) -> bool:
    """Tell whether a line opens with a mark that starts a paragraph whatever stands before."""
    last, text = group[-1], line.text
    if _PARAGRAPH_MARK.match(text) and not is_reference_context(last.text, is_full(last, line, measure)):
        return True
    if starts_point(text):
        return not (text[0].isdigit() and is_full(last, line, measure) and _ends_open(last.text))
    if _ATT.match(text):
        full = is_full(last, line, measure)
        if full and _ATT.match(group[0].text):
            return not _wants_att(group)
        return bool(_CLOSES_CLAUSE.search(last.text)) or not full
    return bool(_LABEL.match(text)) and not is_full(last, line, measure)


_TAKES_ATT = re.compile(
    r"\b(?:för|om|genom|till|av|med|på|uppdrag|uppgift|rätt|möjlighet|tillse|se till|innebär|säkerställa|kontrollera|begära?|begär|så|utan|beslutar?|föreslå[rs]?|anser|mandat|risk|syfte|krav|förslag|samtidigt|och)$"
)
# a clause has fewer; without a bound, a text of nothing but such lines takes the square of its length
_CLAUSE_LINES = 20
_GIVES = re.compile(r"\b(?:uppdra\w*|ålägg\w*|anmoda\w*|uppmana\w*|uppdrag|uppgift)\b")


def _wants_att(group: Sequence[Line]) -> bool:
    """Tell whether the words of a clause still want an att: "uppdra åt förvaltningen", "i uppdrag"."""
    words = " ".join(line.text for line in group[-_CLAUSE_LINES:])
    if _TAKES_ATT.search(words):
        return True
    gives = _GIVES.search(words)
    return gives is not None and " att " not in words[gives.end() :]


def _ends_open(text: str) -> bool:
    """Tell whether a line ends in a word that wants a number after it ("den", "kapitel", "cirka")."""
    return (
        re.search(r"\b(?:den|till|på|om|av|med|nr|punkt|punkterna|och|kap|cirka|ca|under|från)\.?$", text) is not None
    )


def is_reference_context(text: str, full: bool) -> bool:
    """Tell whether a line ends so that a § on the next line is a reference ("enligt", "2024,")."""
    return full and re.search(r"(?:[,\d]|\b(?:enligt|och|i|se|av|till|med|beslut|protokoll|kap\.?))$", text) is not None


def group_lines(lines: Sequence[Line], measure: Measure) -> list[list[Line]]:
    """Return the lines in groups, a paragraph each."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and continues(groups[-1], line, measure):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups
