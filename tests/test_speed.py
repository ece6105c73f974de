"""No pattern is slow on hostile text: 100,000 characters within a second or so, whatever they are."""

import time

import pytest
from spacy.language import Language

from beslutsnlp import extract
from beslutsnlp.labels import ASSERTIONS

LENGTH = 100_000
HOSTILE = {
    "letters": "a",
    "capitals": "A",
    "digits": "1",
    "blanks": "a ",
    "hyphens": "a-",
    "commas": "a, ",
    "att": "att ",
    "att-clauses": "att uppdra åt ",
    "given": "ger chefen i uppdrag att ",
    "getting": "får i uppdrag ",
    "parties": "socialnämnden och ",
    "hyphened parties": "hälso- och ",
    "paragraphs": "§ 1 ",
    "paragraph lines": "§ 1\n",
    "case numbers": "KS 2024/1 ",
    "case number starts": "KS-2024-",
    "dates": "den 1 mars 2024 ",
    "brackets": "(",
    "points": "1. ",
    "dotted leaders": ". . ",
    "headings": "Beslut\n",
    "colons": "Beslut: ",
    "genitives": "kommunens ",
    "capital words": "Anna ",
    "quotes": "”att ",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
@pytest.mark.parametrize("section", ["", "§ 1 Ärende\n\nBeslut\n\natt uppdra åt chefen att "])
def test_hostile_text_is_read_in_time(name: str, section: str, nlp: Language) -> None:
    piece = HOSTILE[name]
    text = section + piece * (LENGTH // len(piece))
    started = time.perf_counter()
    extract(text, nlp=nlp, include=ASSERTIONS)
    assert time.perf_counter() - started < 4
