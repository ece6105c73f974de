"""Sentences by the lines of a text."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from beslutsnlp.pipeline.lines import line_starts

WRAPPED = "Nämnden har fått i uppdrag att se över hur de lokaler som skolan hyr används och av"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Beslut\n\natt godkänna.", True),
        ("Beslut\n   \n att godkänna.", True),
        ("Nämnden beslutar\natt godkänna.", False),
        ("Nämnden beslutar.\nÄrendet är klart.", True),
        ("Ärendet\nNämnden har", True),
        (f"{WRAPPED}\nAnna Berg ledda enheten.", None),
        (f"{WRAPPED}\n§ 4 Budget", True),
        (f"{WRAPPED}\n- Bilaga", True),
        (f"{WRAPPED}\n2. Bilaga", True),
        (f"{WRAPPED}\nb) Bilaga", True),
        (f"{WRAPPED}\n2025 års budget", None),
        (f"{WRAPPED}\f\nAnna Berg", None),
        (f"{WRAPPED}\n\fAnna Berg", True),
    ],
)
def test_next_line_starts_a_sentence_or_not_or_is_left_open(text: str, expected: bool | None) -> None:
    starts = list(line_starts(text))
    assert [found for _, found in starts] == ([] if expected is None else [expected])
    assert all(text[place - 1].isspace() and not text[place].isspace() for place, _ in starts)


def test_text_of_one_line_says_nothing() -> None:
    assert list(line_starts("Nämnden beslutar. Ärendet är klart.")) == []
    assert list(line_starts("\n\nNämnden beslutar.\n")) == []


@given(st.text(alphabet="aA1.§- \n\f\t\r\x0b\u2028", max_size=60))
def test_every_start_is_the_first_letter_of_a_line(text: str) -> None:
    for place, _ in line_starts(text):
        assert not text[place].isspace()
        assert not text[text.rfind("\n", 0, place) + 1 : place].strip()


def test_component_sets_starts_and_leaves_the_rest_open() -> None:
    nlp = spacy.blank("sv")
    nlp.add_pipe("beslutsnlp_lines")
    doc = nlp("Beslut\n\nNämnden beslutar\natt godkänna.")
    assert [(token.text, token.is_sent_start) for token in doc] == [
        ("Beslut", True),
        ("\n\n", False),
        ("Nämnden", True),
        ("beslutar", None),
        ("\n", False),
        ("att", False),
        ("godkänna", None),
        (".", None),
    ]


def test_component_joins_with_a_sentencizer() -> None:
    nlp = spacy.blank("sv")
    nlp.add_pipe("beslutsnlp_lines")
    nlp.add_pipe("sentencizer", config={"overwrite": False})
    doc = nlp("Beslut\n\nNämnden beslutar. Det är klart.")
    assert [sent.text.strip() for sent in doc.sents] == ["Beslut", "Nämnden beslutar.", "Det är klart."]
