"""What the frame of a document tells: its deciding body, meeting date, own case number and title."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

from beslutsnlp.dates.calendar import find_full_dates
from beslutsnlp.reading.document import Document, Paragraph
from beslutsnlp.structure.bodies import BODY, nominative
from beslutsnlp.structure.case_numbers import CaseNumbers

_BODY = re.compile(rf"(?<![\w-]){BODY}s?(?!\w|-)", re.IGNORECASE)
_DECIDES = re.compile(
    rf"(?<![\w-])(?P<body>{BODY})(?P<genitive>s)?\s(?:beslut(?:ar|ade)?|beslöt|uppdrar|uppdrog|godkänner|antar|fastställer|noterar|ger|bifaller|avslår)\b(?!\sden\s\d)",
    re.IGNORECASE,
)
_DECIDES_VERB = re.compile(r"beslöt|uppdrar|uppdrog|godkänner|antar|fastställer|noterar|\bger\b|bifaller|avslår")
_DECIDES_AFTER = re.compile(rf"\bbeslutar\s(?P<body>{BODY})\b", re.IGNORECASE)
_MEETING_LABEL = re.compile(
    r"\b(?:sammanträdes?(?:datum|dag|tid)?|sammanträde\sden|plats\soch\stid|tid(?:\soch\splats)?|mötesdatum|protokoll|möte)\b",
    re.IGNORECASE,
)
_OTHER_LABEL = re.compile(
    r"\b(?:juster\w*|anslag\w*|anslå\w*|publicer\w*|nedtagande\w*|överklag\w*|utskrift\w*|expedi\w*|kallelse)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^(?:sammanträdes)?protokoll(?:sutdrag)?\b|^minnesanteckningar\b|^kallelse\b|^beslut\b|^tjänsteskrivelse\b|^tjänsteutlåtande\b|^regeringsbeslut\b",
    re.IGNORECASE,
)
_GOVERNMENT = re.compile(r"^(?:Regeringen\s(?:beslutar|uppdrar|ger)\b|Regeringens\sbeslut\b)", re.MULTILINE)
_FRAME_PARAGRAPHS = 60
_WORDS_OF_NO_BODY = re.compile(r"^(?:i|på|av|till|och|för|den|det|en|ett|vid|från|om|samt|som|att)\s", re.IGNORECASE)


def read_frame(
    document: Document, before: Sequence[Paragraph], case_numbers: CaseNumbers
) -> tuple[str | None, dt.date | None, str | None, str | None]:
    """Return the body, meeting date, case number and title of a document.

    Args:
        document: The document; its page heads are looked at first.
        before: The paragraphs before the first §, or of the whole text where there is none.
        case_numbers: The shapes of case numbers.
    """
    heads = [line for line in document.furniture if len(line) < 200]
    front = [paragraph.text for paragraph in before[:_FRAME_PARAGRAPHS]]
    return (
        _find_body(document, heads, front),
        _find_date(heads, front),
        _find_case_number(heads, front, case_numbers),
        next(
            (" ".join(line.split()) for line in (*front[:12], *heads) if _TITLE.match(line) and len(line) < 120), None
        ),
    )


def _find_body(document: Document, heads: Sequence[str], front: Sequence[str]) -> str | None:
    votes: Counter[str] = Counter()
    shown: dict[str, str] = {}

    def vote(name: str, weight: int) -> None:
        name = _WORDS_OF_NO_BODY.sub("", " ".join(name.split()))
        plain = nominative(name)
        key = plain.casefold()
        votes[key] += weight
        if key not in shown or (shown[key].isupper() and not plain.isupper()):
            shown[key] = plain

    for paragraph in document.paragraphs:
        text = paragraph.text[:160]
        if "beslut" not in text and not _DECIDES_VERB.search(text):
            continue
        leading = _DECIDES.match(text)
        if leading:
            vote(leading["body"], 3)
        for match in _DECIDES_AFTER.finditer(text):
            vote(match["body"], 1)
    lines = [(line, 12) for line in heads] + [(line, 6 if i < 8 else 2) for i, line in enumerate(front)]
    for line, weight in lines:
        if len(line) > 120:
            continue
        named = _BODY.match(line) or (_BODY.search(line) if _TITLE.match(line) else None)
        if named and (named.end() == len(line) or len(line) < 70):
            vote(named[0], weight)
    if _GOVERNMENT.search(document.text[:3000]):
        vote("Regeringen", 20)
    if not votes:
        return None
    best = max(votes, key=lambda key: (votes[key], len(key)))
    if best.endswith(("förbund", "förbundet")):
        # the federation is the organisation; its board decides
        boards = [
            key for key in votes if key.endswith(("styrelsen", "direktionen", "fullmäktige", "förbundsstyrelsen"))
        ]
        best = max(boards, key=lambda key: (votes[key], len(key)), default=best)
    # "nämnden" where the frame names it in full
    stem = best.removesuffix("et").removesuffix("en")
    fuller = [
        key
        for key in votes
        if key != best and key.endswith((best, stem)) and key.removesuffix("et").removesuffix("en") != stem
    ]
    owned = [key for key in fuller if re.fullmatch(rf"[\wåäö]+s\s{re.escape(stem)}(?:et|en)?", key)]
    if owned:
        best = max(owned, key=lambda key: (votes[key], len(key)))
    elif fuller and best in (
        "nämnden",
        "styrelsen",
        "utskottet",
        "fullmäktige",
        "direktionen",
        "arbetsutskottet",
        "kyrkorådet",
    ):
        best = max(fuller, key=lambda key: (votes[key], len(key)))
    name = _whole_name(shown[best], [*heads, *front])
    if name.isupper():
        name = name.lower()
    return name[0].upper() + name[1:]


def _whole_name(name: str, lines: Sequence[str]) -> str:
    """Return a body's name with what a line of the frame adds to it ("Beredningen för folkhälsa")."""
    for line in lines:
        if len(line) < 90 and re.fullmatch(
            rf"{re.escape(name)}\sför\s[a-zåäö][\wåäö,\s-]{{3,60}}", line, re.IGNORECASE
        ):
            return line if not line.isupper() else name
    return name


def _find_date(heads: Sequence[str], front: Sequence[str]) -> dt.date | None:
    ranked: list[tuple[int, int, dt.date]] = []
    for place, (line, source) in enumerate([*((line, 0) for line in heads), *((line, 1) for line in front)]):
        for start, _, date in find_full_dates(line[:300]):
            before = line[:start]
            if _OTHER_LABEL.search(before):
                rank = 9
            elif _MEETING_LABEL.search(before):
                rank = 0
            elif source == 0 or len(line) < 60:
                rank = 1 + source
            else:
                rank = 4
            ranked.append((rank, place, date))
    if not ranked:
        return None
    return min(ranked)[2]


def _find_case_number(heads: Sequence[str], front: Sequence[str], case_numbers: CaseNumbers) -> str | None:
    for line in (*heads, *front[:15]):
        span = case_numbers.labelled(line) if len(line) < 200 else None
        if span is None and line in heads:
            spans = case_numbers.find(line)
            span = spans[0] if spans else None
        if span:
            return " ".join(line[slice(*span)].split())
    return None
