"""Which facts the columns of a follow-up list hold: by their headings, and by what stands in their cells."""

import datetime as dt
import re
from collections.abc import Sequence

from beslutsnlp.columns import Columns, fold
from beslutsnlp.dates import find_deadlines
from beslutsnlp.labels import ColumnFact
from beslutsnlp.reading.document import Table
from beslutsnlp.structure.bodies import BODY, UNIT
from beslutsnlp.structure.case_numbers import CaseNumbers
from beslutsnlp.structure.cell_facts import find_case, find_day, find_paragraphs, read_paragraph

Facts = tuple[ColumnFact, ...]

_MARK = re.compile(
    r"[xX✓✔☑☒•●jJnN–-]|ja|nej|ok|klart?|ej klart?|delvis|pågår|pågående|avslutat|avslutad|utgår|kvar|struken|struket|stryks|färdigt?|☐|□|(?:19|20)\d\d-\d\d-\d\d|\d{6}",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:ej |inte |delvis |nästan |under )?(?:pågår|pågående|påbörja[td]|startat?d?|igång|i gång|avslutat?d?|klart?|vilande|vilar|pausa[td]|avvaktar|röd|rött|gul|gult|grön|grönt|blå|grå|vit|orange|försena[td]|planera[td]|genomför[td]|införd?t?|levererat|struket|struken|utgår|öppen|öppet|stängd|stängt|färdigt?|beslutat|återstår|uppfyll[td]|uppnått|bered(?:s|ning)|ny|nytt|arbete|verkställ[td]|besvara[td])|\d{1,3}\s?%",
    re.IGNORECASE,
)
_PARTY = re.compile(
    rf"(?:{BODY}|{UNIT}|[A-ZÅÄÖ]{{2,5}}|[A-ZÅÄÖ][\wåäö]*(?:chef|direktör|ansvarig|strateg|controller|samordnare|handläggare|sekr|ordf|presidie\w*|ledare|utvecklare)\w*\.?|(?:[A-ZÅÄÖ][\wåäé-]+\s){{1,2}}[A-ZÅÄÖ][\wåäöé-]+)(?:\s?[,/&]|\soch\s|$)",
    re.IGNORECASE,
)
_TASK = re.compile(r"\b(?:får|fick|ges|gavs|uppdras|uppdra|uppdrag|ska|skall|att)\b")
_VERB = re.compile(
    r"(?:\d{1,2}[.)]\s)?(?:[Aa]tt\s)?(?:[A-ZÅÄÖa-zåäö][a-zåäö]{2,}[bcdfghjklmnprstvxzj]a|Se över|Ta fram|Ta in|Gå igenom|Bjud in|Se till|Ge|Be|Gör|Bygg|Byt|Följ|Följ upp|Skriv)\s"
)
_NUMBER = re.compile(r"(?:[A-ZÅÄÖ]{0,2}-?\d{1,4}[.:]?\d{0,2}|[A-C1-5])\.?")
_HANDED_IN = re.compile(r"inläm|inkom|väckt|anmäl|ställd|ankom|start|givet|gavs|bifall|bifölls|\bår\b")
_MOSTLY = 0.6
# any day does: what is asked is whether a cell is a time
_SOME_DAY = dt.date(2000, 1, 1)


class _Column:
    """The cells of a column and how many of those that are filled look like what."""

    def __init__(self, heading: str, texts: Sequence[str], case_numbers: CaseNumbers) -> None:
        self.heading = heading
        self.rows = len(texts)
        self.filled = [" ".join(text.split()) for text in texts if text.strip()]
        count = max(len(self.filled), 1)
        lengths = sorted(len(text.split()) for text in self.filled)
        self.words = lengths[len(lengths) // 2] if lengths else 0
        self.longest = lengths[-1] if lengths else 0
        self.days = sum(1 for text in self.filled if find_day(text)) / count
        self.paragraphs = sum(1 for text in self.filled if find_paragraphs(text)[0]) / count
        self.cases = sum(1 for text in self.filled if find_case(text, case_numbers, alone=False)) / count
        self.marks = sum(1 for text in self.filled if _MARK.fullmatch(text)) / count
        self.labels = sum(1 for text in self.filled if _LABEL.fullmatch(text.rstrip("."))) / count
        self.parties = sum(1 for text in self.filled if _PARTY.match(text)) / count
        self.times = sum(1 for text in self.filled if is_time(text)) / count
        self.residue = _residue(self.filled, case_numbers) if self.days + self.cases + self.paragraphs > 0.4 else 0
        self.verbs = sum(1 for text in self.filled if _VERB.match(text)) / count
        self.tasks = sum(1 for text in self.filled if _TASK.search(text)) / count
        self.numbers = sum(1 for text in self.filled if _NUMBER.fullmatch(text)) / count
        self.kinds = len({text.casefold() for text in self.filled})


def is_time(text: str) -> bool:
    """Tell whether a cell is a time and hardly anything else."""
    times = find_deadlines(text, decided_on=_SOME_DAY)
    return bool(times) and sum(time.span.end - time.span.start for time in times) >= 0.6 * len(text)


def _residue(texts: Sequence[str], case_numbers: CaseNumbers) -> int:
    """Return how many words the cells of a column mostly have besides days, § and case numbers."""
    counts = []
    for text in texts:
        spans = read_paragraph(text, ("decided", "case_number"), case_numbers).spans
        rest = text
        for start, end in spans:
            rest = rest[:start] + " " * (end - start) + rest[end:]
        counts.append(len(re.findall(r"[^\W\d_]{3,}", rest)))
    return sorted(counts)[len(counts) // 2]


def assign_facts(table: Table, columns: Columns, case_numbers: CaseNumbers) -> list[Facts]:
    """Return the facts of each column of a table.

    A heading that is known tells them, unless the cells cannot be those; the rest is told by the cells, each fact that is
    still wanted once.
    """
    body = [row for row in table.rows if not row.is_heading]
    looks = [
        _Column(heading, [row.cells[i].text if i < len(row.cells) else "" for row in body], case_numbers)
        for i, heading in enumerate(table.headings)
    ]
    facts: list[Facts] = [
        columns.facts(heading) if columns.is_own(heading) else _plausible(columns.facts(heading), looks[i])
        for i, heading in enumerate(table.headings)
    ]
    own = {i for i, heading in enumerate(table.headings) if columns.is_own(heading)}
    _settle_decided(facts, looks)
    _settle_status(facts, looks)
    for i, column in enumerate(looks):
        if not facts[i] and column.filled:
            facts[i] = _by_shape(column, facts)
    _settle_texts(facts, looks)
    _take_closing(facts, looks)
    _settle_assignment(facts, looks)
    for i, column in enumerate(looks):
        if i not in own:
            facts[i] = _with_more(i, column, facts)
    return facts


def _by_shape(column: _Column, facts: Sequence[Facts]) -> Facts:
    """Return the facts of a column of short cells whose heading tells nothing; none of a column of text."""
    if (
        column.words <= 8
        and column.days + column.paragraphs >= 0.8
        and (column.days > 0.5 or not _held(facts, "decided"))
    ):
        return ("decided",)
    if column.cases >= 0.5 and not _held(facts, "case_number"):
        return ("case_number",) if column.words <= 4 else ("case_number", "title")
    if column.numbers >= 0.8 and column.labels < 0.3:
        return ("other",)
    if column.marks >= 0.7 and not _held(facts, "done") and column.words <= 2:
        return ("done",)
    if column.labels >= _MOSTLY:
        return ("status_label",)
    if column.parties >= _MOSTLY and column.words <= 6 and not _held(facts, "responsible"):
        return ("responsible",)
    if column.times >= _MOSTLY and column.words <= 6 and not _held(facts, "deadline"):
        return ("deadline",)
    return ()


def _settle_texts(facts: list[Facts], looks: Sequence[_Column]) -> None:
    """Give the columns of text that are left what is still wanted: the assignment, its matter, its status."""
    left = [i for i, own in enumerate(facts) if not own and looks[i].filled]
    if left and not _held(facts, "assignment_text"):
        best = max(left, key=lambda i: (looks[i].tasks > 0.3 or looks[i].verbs > 0.4, looks[i].words, -i))
        tells = looks[best].tasks > 0.15 or looks[best].verbs > 0.3 or not _held(facts, "title")
        if looks[best].words >= 3 and tells:
            facts[best] = ("assignment_text",)
            left.remove(best)
    place = next((i for i, own in enumerate(facts) if "assignment_text" in own), len(facts))
    for i in left:
        column = looks[i]
        if i < place and not _held(facts, "title") and column.words <= 12:
            facts[i] = ("title",)
        elif not _held(facts, "status_text") and (i > place or column.words >= 2):
            facts[i] = ("status_text",)
        elif not _held(facts, "title") and column.words <= 12 and column.kinds > 0.5 * len(column.filled):
            facts[i] = ("title",)
        else:
            facts[i] = ("other",)


def _with_more(place: int, column: _Column, facts: Sequence[Facts]) -> Facts:
    """Return a column's facts with those that its cells hold besides: a case number in the matter's, a day over it."""
    own = facts[place]
    others = [entry for i, entry in enumerate(facts) if i != place]
    if not column.filled:
        return own
    marked = column.paragraphs >= 0.3 or own == ("giver",)
    dated = column.days >= _MOSTLY and marked and not _held(others, "decided")
    if dated and own and set(own) <= {"title", "assignment_text", "case_number", "giver"}:
        own = ("decided", *own)
    numbered = column.cases >= 0.4 and not _held(others, "case_number") and "case_number" not in own
    if numbered and own and own[0] in ("title", "decided", "other", "assignment_text"):
        own = (*(fact for fact in own if fact != "other"), "case_number")
    mixed = own and own[0] in ("decided", "case_number") and column.residue >= 1
    if mixed and not {"title", "assignment_text", "giver"} & set(own) and not _held(others, "title"):
        own = (*own, "title")
    return own


def _held(facts: Sequence[Facts], fact: ColumnFact) -> bool:
    return any(fact in own for own in facts)


def _plausible(facts: Facts, column: _Column) -> Facts:
    """Return a heading's facts, others where the cells cannot be those."""
    if not facts or not column.filled:
        return facts
    short = column.words <= 7 and column.longest <= 14
    if facts in (("assignment_text",), ("title",), ("status_text",)) and short:
        if column.days >= _MOSTLY and (column.paragraphs > 0.3 or column.words <= 4) and facts != ("status_text",):
            return ("decided",)
        if facts == ("assignment_text",) and (
            column.paragraphs >= _MOSTLY or (column.days >= 0.3 and column.tasks < 0.1 and column.longest <= 10)
        ):
            return ("decided",)
    if facts == ("assignment_text",) and column.days >= _MOSTLY and column.paragraphs >= 0.5:
        return ("decided", "assignment_text")
    if facts == ("responsible",) and (column.words > 7 or column.tasks > 0.5):
        return ("assignment_text",)
    if facts == ("deadline",) and column.words > 9:
        return ("status_text",)
    if facts == ("deadline",) and column.times < 0.25 and column.words >= 3:
        return ()
    if facts == ("responsible", "assignment_text"):
        return () if column.parties < _MOSTLY else facts
    if facts == ("decided",) and column.days + column.paragraphs + column.numbers < 0.3 and len(column.filled) > 2:
        return ("responsible",) if column.parties > 0.5 else ("title",) if column.words < 8 else ("assignment_text",)
    if facts == ("decided",) and column.cases > 0.5 and column.words > 4:
        return ("decided", "case_number", "title")
    if facts == ("done",) and column.times >= 0.5 and column.marks < 0.5:
        return ("deadline",)
    if facts in (("done",), ("status_label",)) and column.words > 4:
        return ("status_text",)
    if facts == ("closed_by",) and column.words > 8 and column.days + column.paragraphs < _MOSTLY:
        return ("status_text",)
    if facts == ("title",) and column.labels > 0.7:
        return ("status_label",)
    return facts


def _settle_decided(facts: list[Facts], looks: Sequence[_Column]) -> None:
    """Leave the decision's day to one column: that with §, not that of when a motion was handed in."""
    dated = [i for i, own in enumerate(facts) if "decided" in own and looks[i].days > 0.3]
    if len(dated) < 2:
        return
    best = max(
        dated,
        key=lambda i: (looks[i].paragraphs > 0.3, not _HANDED_IN.search(fold(looks[i].heading)), looks[i].days, -i),
    )
    for i in dated:
        if i != best:
            facts[i] = tuple(fact for fact in facts[i] if fact != "decided") or ("other",)


def _settle_status(facts: list[Facts], looks: Sequence[_Column]) -> None:
    """Tell the column of labels from that of free text."""
    texts = [i for i, own in enumerate(facts) if own == ("status_text",)]
    for i in texts:
        column = looks[i]
        few = column.kinds <= max(3, 0.5 * len(column.filled))
        labels = column.filled and column.words <= 2 and (column.labels >= _MOSTLY or few)
        longer = any(not own and looks[j].words >= 3 for j, own in enumerate(facts))
        if labels and (longer or _held([own for j, own in enumerate(facts) if j != i], "status_text")):
            facts[i] = ("status_label",)


def _settle_assignment(facts: list[Facts], looks: Sequence[_Column]) -> None:
    """See to it that the longest text that tells a task is the assignment, and another such column the matter."""
    own = [i for i, entry in enumerate(facts) if "assignment_text" in entry]
    if len(own) > 1:
        best = max(own, key=lambda i: ("uppdrag" in fold(looks[i].heading), looks[i].words))
        for i in own:
            if i != best and facts[i] == ("assignment_text",):
                facts[i] = ("title",) if not _held(facts, "title") else ("other",)


def _take_closing(facts: list[Facts], looks: Sequence[_Column]) -> None:
    """Take the column of how assignments were closed as their status where no other tells it."""
    if not _held(facts, "status_text"):
        for i, own in enumerate(facts):
            if own == ("closed_by",) and not _held(facts, "status_label") and looks[i].words > 3:
                facts[i] = ("status_text",)
                break
