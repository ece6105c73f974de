"""Page heads, page feet, signature boxes and contents lists: lines that are not content."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from beslutsnlp.reading.lines import STRUCTURE_WORDS, Line

_SIGNATURE = re.compile(
    r"""(?:ordf(?:örande)?(?:n|ns|ens)?\.?|just(?:eran|erar|eringsmän)\w*|sekr(?:eterare)?\w*|utdr(?:ags)?\w*)
        \.?\s{0,3}:?\s{0,3}(?:sign(?:atur(?:er)?)?|bestyrkan(?:de|s)|namnteckning|underskrift|bestyrks)\b
      | \butdragsbestyrkan(?:de|s)\b | \butdragets\sriktighet\b | ^justeras:?\b | \bexp\.?\sden\b | \bsignatur(?:er)?\b | \bsign\b\.?""",
    re.VERBOSE | re.IGNORECASE,
)
_SIGN_STEM = re.compile(r"sign|bestyrk|exp|justera|utdrag", re.IGNORECASE)
_SIGNATURE_WORDS = re.compile(
    r"""^(?:ordförande(?:n|ns|s)?|protokoll?sjusterar\w*|protokolljusterar\w*|justerand\w*|justerar\w*|just\.?|ordf\.?|sekr\.?|sekreterarens?|utdragsbestyrkande|bestyrkande|exp\.?|expedierat|justeras|justerat|utdragets|riktighet|bestyrkes|
        expedierad|den|sign\.?|signatur(?:er)?|signering|rätt|utdraget|utdrag|bestyrks|intygar|och|/|:|_{2,}|\.{3,})[:,.]?$""",
    re.VERBOSE | re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"""(?:^|\s)(?:sid(?:a|an|nr)?\.?\s{0,2}:?\s{0,2})\d{1,4}(?:\s{0,2}(?:\(|/|av)\s{0,2}\d{1,4}\s{0,2}\)?)?$
      | ^[-–—]?\s?\d{1,4}\s{0,2}\(\s?\d{1,4}\s?\)$ | ^\d{1,4}\s?/\s?\d{1,4}$ | ^[-–—]\s?\d{1,4}\s?[-–—]$
      | \s\d{1,4}\s?\(\d{1,4}\)$""",
    re.VERBOSE | re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"^\d{1,4}$")
_HEAD_WORDS = re.compile(
    r"""^(?: dokument(?:namn|typ)?\b.{0,40} | (?:sammanträdes)?protokoll(?:sutdrag)? | (?:sammanträdes)?datum(?:\s.{0,60})?
        | datum\s+dnr.{0,20} | sida(?:n)?(?:\s?\(.{0,8}\))? | dnr | diarienummer | blad(?:\snr)? | paragrafer?
        | sammanträdesdatum.{0,40} | plats\soch\stid )$""",
    re.VERBOSE | re.IGNORECASE,
)
_SIGNED = re.compile(
    r"""det\shär\sdokumentet\sär\sdigitalt\ssignerat | ^protokollet\s(?:är|har)\s(?:digitalt|elektroniskt)\s(?:justera|signera|underteckna) | transaktionsidentitet | ^digitalt\s(?:signera|underteckna)[dt]
      | signera(?:ts?|de?s?)\smed\s(?:bankid|scrive|comfact|e-?legitimation|e-?underskrift) | ^verifikat(?:ionsnr|\s)|dokumentet\shar\ssignerats\selektroniskt""",
    re.VERBOSE | re.IGNORECASE,
)
_LEADER_ENDS = frozenset("0123456789.…_")
# the longest end of a line that tells of a leader
_LEADER_LENGTH = 20
# no contents list has more
_MAX_ENTRIES = 500
_LEADER = re.compile(r"(?:\.\s?){4,}\s{0,3}\d{0,4}$|…{2,}\s{0,3}\d{0,4}$|_{4,}\s?\d{0,4}$")
_CONTENTS_HEAD = re.compile(
    r"^(?:innehåll(?:sförteckning|slista)?|ärende(?:förteckning|lista|n)|paragrafförteckning|register)\s?:?$",
    re.IGNORECASE,
)
_CONTENTS_ENTRY = re.compile(r"^(?:[\w.]{1,12}\s)?§{1,2}\s?\d{1,4}\b.{0,300}?(?:\s(\d{1,4}))?$")
_OWN_PARAGRAPH = re.compile(
    r"^.{3,60}\d{4},?\s\d{1,4}\s§$|^(?:[A-ZÅÄÖ]\w{0,12}\s)?§\s{0,3}\d{1,4}\b(?!\s?[-–—,])|^\d{1,4}\s§(?:\s|$)"
)
_CASE_LINE = re.compile(r"^(?:diarie(?:nummer|nr)|dnr|ärendenummer|ärendeansvarig|handläggare)\b", re.IGNORECASE)
_CLAUSE_WORDS = re.compile(r"\b(?:beslutar|att|föreslår|lägger|ja|nej)\b", re.IGNORECASE)
_CASE_SHAPE = re.compile(r"[A-ZÅÄÖ]{1,6}[ /-]?#[-/:]#.{0,6}|#[A-ZÅÄÖ]{1,5}#")


def is_signature_line(text: str) -> bool:
    """Tell whether a line is the caption of a signature box ("Ordförandens sign Justerandens sign")."""
    if len(text) > 160 or not _SIGN_STEM.search(text):
        return False
    words = text.split()
    known = sum(1 for word in words if _SIGNATURE_WORDS.match(word))
    return known >= 2 and known >= 0.7 * len(words) and _SIGNATURE.search(text) is not None


def is_page_number(text: str) -> bool:
    """Tell whether a line ends with a page number in a form that only page numbers have."""
    return len(text) <= 120 and text[-1] in "0123456789)-–—" and _PAGE_NUMBER.search(text) is not None


def _is_signed(text: str) -> bool:
    """Tell whether a line is the note of a digital signature."""
    return (
        "ign" in text or "igital" in text or "ransaktion" in text or "erifikat" in text or "VERIFIKAT" in text
    ) and _SIGNED.search(text) is not None


def is_structure(text: str) -> bool:
    """Tell whether a line is a heading or a case line that may stand at the same height on many pages."""
    return bool(
        _OWN_PARAGRAPH.match(text) or _CASE_LINE.match(text) or (len(text) < 80 and STRUCTURE_WORDS.search(text))
    )


def drop_running(pages: Sequence[list[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """Return the pages' lines without their running heads and feet, signature boxes and page numbers.

    A running line has the same words, digits masked, at the same height on a third of the pages
    or more, and nothing but running lines between it and the page's edge.
    """
    seen: Counter[tuple[str, int]] = Counter()
    raw: Counter[tuple[str, int]] = Counter()
    for number, lines in enumerate(pages):
        edge_lines = [
            line
            for line in lines
            if not 0.3 * heights[number] < line.top < 0.7 * heights[number] and len(line.text) < _LONGEST
        ]
        seen.update({(line.masked, _height(line.top)) for line in edge_lines})
        raw.update({(line.text, _height(line.top)) for line in edge_lines if is_structure(line.text)})
    needed = max(2, round(len(pages) * 0.3))

    def is_running(line: Line, page_height: float) -> bool:
        text = line.text
        middle = 0.3 * page_height < line.top < 0.7 * page_height
        if is_signature_line(text) or _is_signed(text):
            return True
        if middle or _OWN_PARAGRAPH.match(text):
            return False
        counts, key = (raw, text) if is_structure(text) else (seen, line.masked)
        count = sum(counts[key, height] for height in _heights(line.top))
        if count >= (max(3, 0.7 * len(pages)) if counts is raw else needed):
            return True
        edge = line.top < 0.12 * page_height or line.top > 0.88 * page_height
        return edge and (is_page_number(text) or bool(_BARE_NUMBER.match(text)))

    kept: list[list[Line]] = []
    for number, lines in enumerate(pages):
        flags = [is_running(line, heights[number]) for line in lines]
        first = next(
            (i for i, flag in enumerate(flags) if not flag and not _is_box_word(lines[i], heights[number], top=True)),
            len(lines),
        )
        last = next(
            (
                i
                for i in range(len(lines) - 1, first - 1, -1)
                if not flags[i] and not _is_box_word(lines[i], heights[number], top=False)
            ),
            first - 1,
        )
        body = lines[first : last + 1]
        kept.append([line for line in body if not is_signature_line(line.text) and not _is_signed(line.text)])
    return kept


def _is_box_word(line: Line, height: float, *, top: bool) -> bool:
    """Tell whether a line is the lone caption or filling of a head or foot cell."""
    text = line.text
    if top:
        return line.top < 0.2 * height and (bool(_HEAD_WORDS.match(text)) or is_page_number(text))
    return line.top > 0.8 * height and all(_SIGNATURE_WORDS.match(word) for word in text.split())


_LONGEST = 200


def _height(top: float) -> int:
    return round(top / 4)


def _heights(top: float) -> tuple[int, int, int]:
    middle = _height(top)
    return middle - 1, middle, middle + 1


def contents_lines(lines: Sequence[Line]) -> set[int]:
    """Return the places of the lines that make a contents list.

    Entries end with dotted leaders and a page number, or are a run of three or more "§ 98 …" lines
    in a row that do not stand at the head of text of their own.
    """
    found: set[int] = {
        i
        for i, line in enumerate(lines)
        if line.text[-1] in _LEADER_ENDS and len(line.text) > 12 and _LEADER.search(line.text[-_LEADER_LENGTH:])
    }
    entries = [_contents_entry(line.text) for line in lines]
    i = 0
    while i < len(lines):
        run, numbered = _run_of_entries(entries, i)
        is_list = len(run) >= 3 and numbered >= 0.6 * len(run)
        if is_list:
            found.update(range(run[0], run[-1] + 1))
        # a long run without page numbers is none from its second line on either
        i = run[-1] + 1 if is_list or len(run) > _MAX_ENTRIES else i + 1
    for i in sorted(found):
        # the first half of an entry that wrapped, and the list's own heading
        j = i - 1
        while (
            j >= 0
            and j not in found
            and i - j <= 2
            and (_OWN_PARAGRAPH.match(lines[j].text) or _CONTENTS_HEAD.match(lines[j].text))
        ):
            found.add(j)
            j -= 1
    return found


def _contents_entry(text: str) -> tuple[int, int | None] | None:
    """Return the § and the page of a line that can be in a contents list, None of any other line."""
    match = _CONTENTS_ENTRY.match(text)
    number = re.search(r"\d+", text) if match else None
    if not match or not number:
        return None
    return int(number[0]), int(match[1]) if match[1] else None


def _run_of_entries(entries: Sequence[tuple[int, int | None] | None], start: int) -> tuple[list[int], int]:
    """Return the places of consecutive contents entries from `start` on, and how many of them have a page.

    At most one wrapped line is between two.
    """
    run: list[int] = []
    previous = -1
    last_page = 0
    numbered = 0
    i = start
    while i < len(entries) and i - (run[-1] if run else start) <= 2:
        entry = entries[i]
        if entry is not None and entry[0] > previous:
            previous, page = entry
            if page is not None and page >= last_page:
                last_page = page
                numbered += 1
            run.append(i)
        elif not run:
            break
        i += 1
    return run, numbered


def running_lines_of_text(lines: Sequence[Line], breaks: set[int]) -> set[int]:
    """Return the places of the page furniture among the lines of a plain text.

    Without positions, only lines of known shape are sure (signature boxes, page numbers); from
    those, short lines beside them that come again beside others are taken too. `breaks` are the
    places that a form feed stands before.
    """
    masked = [line.masked for line in lines]
    anchors = {
        i
        for i, line in enumerate(lines)
        if is_signature_line(line.text)
        or (
            len(line.text) < 70
            and is_page_number(line.text)
            and not _LEADER.search(line.text)
            and not is_structure(line.text)
        )
        or _is_signed(line.text)
    }
    anchors |= {
        i for i in breaks | {b - 1 for b in breaks} if 0 <= i < len(lines) and _BARE_NUMBER.match(lines[i].text)
    }
    anchors |= _counting_lines(lines, masked) | _repeated_blocks(lines, masked)
    near = {i + step for i in anchors for step in (-3, -2, -1, 1, 2, 3)} - anchors
    beside = Counter(masked[i] for i in near if 0 <= i < len(lines))
    at_edges = {i for place in breaks for i in range(max(place - 3, 0), min(place + 4, len(lines)))}
    edges = Counter(masked[i] for i in at_edges)
    whole = Counter(masked)
    needed = max(2, len(anchors) // 3)
    found = set(anchors)
    for start in sorted(anchors | breaks):
        for step in (-1, 1):
            i = start + step if start in anchors else (start - 1 if step < 0 else start)
            for _ in range(6):
                if not 0 <= i < len(lines) or (i in found and i not in anchors):
                    break
                text = lines[i].text
                if i not in anchors:
                    repeated = beside[masked[i]] >= needed or (
                        len(breaks) > 1 and edges[masked[i]] >= max(2, len(breaks) // 3)
                    )
                    known = bool(_HEAD_WORDS.match(text)) or _is_head_values(text)
                    shouted = text.isupper() and len(text) < 45 and not _OWN_PARAGRAPH.match(text)
                    # a title in capitals stands once, below its §; a head's names stand on every page
                    shouted = shouted and (
                        whole[masked[i]] > 1 or (i > 0 and not _OWN_PARAGRAPH.match(lines[i - 1].text))
                    )
                    if is_structure(text) or len(text) > 90 or not (repeated or known or (shouted and step < 0)):
                        break
                    found.add(i)
                i += step
    return found


def _is_head_values(text: str) -> bool:
    """Tell whether a line is the filling of a head's cells: a date, perhaps a case number and a page number."""
    return (
        re.fullmatch(r"\d{4}-\d{2}-\d{2}(?:\s+[\w/:–-]{2,16}){0,3}(?:\s+\d{1,4}(?:\s?\(\d{1,4}\))?)?", text) is not None
    )


def _repeated_blocks(lines: Sequence[Line], masked: Sequence[str]) -> set[int]:
    """Return the lines of blocks of three or more that come again word for word, digits masked: a foot and the next head."""
    counts = Counter(text for text in masked if len(text) < 90)
    repeated = {
        text
        for text, count in counts.items()
        if count >= 3 and not is_structure(text.replace("#", "1111")) and not _CLAUSE_WORDS.search(text)
    }
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in range(len(lines) - 2):
        if masked[i] in repeated and masked[i + 1] in repeated and masked[i + 2] in repeated:
            places[tuple(masked[i : i + 3])].append(i)
    return {i + k for group in places.values() if len(group) >= 3 for i in group for k in range(3)}


def _counting_lines(lines: Sequence[Line], masked: Sequence[str]) -> set[int]:
    """Return the lines that come again and again with a number that counts up by one: page numbers in a head."""
    counts = Counter(masked)
    places: dict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(masked):
        if (
            "#" in text
            and len(text) < 70
            and counts[text] >= 3
            and "§" not in text
            and not is_structure(lines[i].text)
            and not _CASE_SHAPE.fullmatch(text)
        ):
            places[text].append(i)
    found: set[int] = set()
    for group in places.values():
        if len(group) < 3:
            continue
        columns = [re.findall(r"\d+", lines[i].text) for i in group]
        for numbers in zip(*columns, strict=False):
            values = [int(number) for number in numbers if len(number) < 5]
            steps = [b - a for a, b in zip(values, values[1:], strict=False)]
            if (
                len(values) == len(group)
                and steps
                and sum(step == 1 for step in steps) >= 0.8 * len(steps)
                and min(b - a for a, b in zip(group, group[1:], strict=False)) > 4
            ):
                found.update(group)
                break
    return found
