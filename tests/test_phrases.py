from pathlib import Path

import pytest

from beslutsnlp.errors import DataError
from beslutsnlp.pipeline import phrases
from beslutsnlp.pipeline.phrases import PhraseFinder, load_phrases, parse_phrases
from beslutsnlp.pipeline.templates import TemplateFinder

NAMES = ("clauses", "assertions", "verbs", "assignments", "parties", "statuses")
FOLDER = Path(phrases.__file__).parent


def test_every_phrase_file_is_known_here() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == {*NAMES, "abbreviations"}


@pytest.mark.parametrize("name", ["clauses", "assertions", "verbs", "statuses"])
def test_every_phrase_matches_its_example(name: str) -> None:
    finder = PhraseFinder(load_phrases(name))
    silent = [
        phrase.id
        for phrase in load_phrases(name)
        if phrase.id not in {found.id for _, _, found in finder.find(phrase.example)}
    ]
    assert silent == []


def test_every_assignment_phrase_matches_its_example() -> None:
    finder = TemplateFinder(load_phrases("assignments"))
    examples = [(phrase.id, phrase.example) for phrase in load_phrases("assignments")]
    silent = [
        id for id, example in examples if id not in {match.phrase.id for match in finder.find(example, 0, len(example))}
    ]
    assert silent == []


def test_every_party_example_has_the_kind_of_its_phrase() -> None:
    from beslutsnlp.pipeline.parties import head_kind

    assert [
        phrase.id for phrase in load_phrases("parties") if head_kind(phrase.example.split()[-1]) != phrase.label
    ] == []


def test_no_form_stands_in_two_phrases_of_a_file() -> None:
    twice = []
    for name in ("clauses", "verbs", "assignments"):
        forms = [form for phrase in load_phrases(name) for form in set(phrase.forms)]
        twice += [(name, form) for form in set(forms) if forms.count(form) > 1]
    assert twice == []


def test_unknown_key_in_a_phrase_is_an_error_that_names_it() -> None:
    text = '[[phrases]]\nid = "a"\nlabel = "assign"\nforms = ["uppdra"]\nexample = "uppdra"\nweight = 2\n'
    with pytest.raises(DataError, match=r"own\.toml, phrase 1 \(a\): unknown or missing key weight"):
        parse_phrases(text, source="own.toml")


def test_gap_in_a_form_spans_words_and_no_more_than_twelve() -> None:
    finder = PhraseFinder(
        parse_phrases(
            '[[phrases]]\nid = "a"\nlabel = "note"\nforms = ["lägga … till handlingarna"]\nexample = "x"\n', source="x"
        )
    )
    assert [found[:2] for found in finder.find("att lägga den till handlingarna")] == [(4, 31)]
    assert finder.find("att lägga " + "ord " * 13 + "till handlingarna") == []
