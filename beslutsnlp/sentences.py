"""Sentences, past the abbreviations of Swedish minutes."""

import re

ABBREVIATIONS = frozenset(
    [
        "kungl.",
        "enl.",
        "bil.",
        "dnr.",
        "d:nr.",
        "diarienr.",
        "kap.",
        "st.",
        "p.",
        "pkt.",
        "nr.",
        "sid.",
        "s.",
        "f.",
        "ff.",
        "jfr.",
        "resp.",
        "ang.",
        "avs.",
        "bl.a.",
        "t.ex.",
        "dvs.",
        "d.v.s.",
        "s.k.",
        "f.n.",
        "f.d.",
        "m.m.",
        "m.fl.",
        "mm.",
        "mfl.",
        "m.a.a.",
        "o.dyl.",
        "o.d.",
        "osv.",
        "o.s.v.",
        "etc.",
        "ca.",
        "c:a.",
        "cirk.",
        "kl.",
        "tel.",
        "e.d.",
        "e.dyl.",
        "fr.o.m.",
        "t.o.m.",
        "from.",
        "tom.",
        "f.o.m.",
        "t.om.",
        "p.g.a.",
        "pga.",
        "i.e.",
        "ev.",
        "ex.",
        "exkl.",
        "inkl.",
        "max.",
        "min.",
        "milj.",
        "mkr.",
        "mnkr.",
        "tkr.",
        "kr.",
        "kv.",
        "mån.",
        "prel.",
        "prop.",
        "bet.",
        "rskr.",
        "ordf.",
        "v.ordf.",
        "vice.ordf.",
        "sekr.",
        "just.",
        "utdr.",
        "exp.",
        "fung.",
        "tf.",
        "t.f.",
        "adj.",
        "ers.",
        "led.",
        "repr.",
        "avd.",
        "enh.",
        "förv.",
        "förf.",
        "komm.",
        "reg.",
        "utsk.",
        "sthlm.",
        "vol.",
        "art.",
        "red.",
        "övr.",
        "uppf.",
        "ers.",
        "dipl.",
        "ing.",
        "dr.",
        "prof.",
        "hr.",
        "fr.",
        "jan.",
        "febr.",
        "feb.",
        "mar.",
        "apr.",
        "jun.",
        "jul.",
        "aug.",
        "sept.",
        "sep.",
        "okt.",
        "nov.",
        "dec.",
        "mån.",
        "tis.",
        "ons.",
        "tors.",
        "fre.",
        "lör.",
        "sön.",
        "b.l.a.",
        "s.a.s.",
        "u.a.",
        "u.p.a.",
        "i.o.m.",
        "m.h.t.",
        "m.a.p.",
        "o.m.",
        "p.m.",
        "å.m.",
        "äv.",
        "iaf.",
        "dpl.",
        "§",
        "§§.",
    ]
)

_STOP = re.compile(r"[.!?][”\"’)\]]{0,2}\s+(?=[\[(”\"’]?[A-ZÅÄÖ0-9•–-])")
_LETTERED = re.compile(
    r"\b(?:bilaga|alternativ|punkt|del|kategori|nivå|grupp|anslagsposten|posten|nr)\s[A-Za-zÅÄÖåäö0-9]{1,2}$",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"[\w.&/-]{1,30}$")


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the spans of the sentences in a part of a text, without blanks at their ends.

    >>> [text[a:b] for text in ["Enl. lag m.m. gäller. Dnr. 12 utgår."] for a, b in split_sentences(text)]
    ['Enl. lag m.m. gäller.', 'Dnr. 12 utgår.']
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    begin = start
    for match in _STOP.finditer(text, start, end):
        before = _LAST_WORD.search(text, max(begin, match.start() - 30), match.start())
        word = before[0].casefold() if before else ""
        if text[match.start()] == "." and (word + "." in ABBREVIATIONS or re.fullmatch(r"[a-zåäö]|\d{1,2}", word)):
            following = text[match.end()]
            if _LETTERED.search(text, max(begin, match.start() - 20), match.start()) and following.isupper():
                # "enligt bilaga C. Nämnden …"
                spans.append((begin, match.start() + 1))
                begin = match.end()
                continue
            # "m.m. Nämnden" ends a sentence; "kl. 13" and "A. Berg" do not
            if not (word + "." in _MAY_END and following.isupper()):
                continue
        spans.append((begin, match.start() + len(match[0].rstrip())))
        begin = match.end()
    if begin < end:
        spans.append((begin, end))
    return [(a, b) for a, b in ((_skip(text, a, b), b) for a, b in spans) if a < b]


_MAY_END = frozenset(
    {
        "m.m.",
        "m.fl.",
        "mm.",
        "etc.",
        "osv.",
        "o.s.v.",
        "o.d.",
        "dyl.",
        "kr.",
        "mkr.",
        "tkr.",
        "mnkr.",
        "st.",
        "f.d.",
    }
)


def _skip(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start
