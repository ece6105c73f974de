"""Which document goes to which split, and that no text is in two of them."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beslutsnlp.corpus import AnnotatedDocument, write_corpus
from beslutsnlp.corpus.splits import (
    SPLITS,
    check_splits,
    find_shared,
    find_templates,
    joined,
    masked,
    near_duplicates,
    split_documents,
    template_groups,
)
from beslutsnlp.errors import DataError

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
LONG = "Nämnden ger förvaltningen i uppdrag att ta fram en plan för badplatserna och redovisa den i mars 2025."


def made(name: str, text: str | None = None, **meta: str) -> AnnotatedDocument:
    return AnnotatedDocument(id=name, kind="notes", text=f"Text nummer {name}." if text is None else text, meta=meta)


def many(count: int) -> list[AnnotatedDocument]:
    return [made(f"d{number}") for number in range(count)]


# the bundled corpora


@pytest.mark.parametrize("name", ["protocols", "lists", "deadlines", "status"])
def test_bundled_splits_share_no_text_and_have_no_large_template(name: str) -> None:
    assert [finding.message for finding in check_splits(CORPORA / name)] == []


# what is found


def test_same_text_in_two_splits_is_found_whatever_its_case_and_points() -> None:
    (finding,) = find_shared({"train": [made("a", "Pågår.")], "test": [made("b", "PÅGÅR")]})
    assert (finding.kind, finding.splits, finding.documents) == ("text", ("train", "test"), ("a", "b"))
    assert (
        finding.message == "a (train) has the same text as b (test). Take one of them out, never that of a test split."
    )


@pytest.mark.parametrize(("first", "second"), [("§ 14", "§ 15"), ("Klart 2024", "Klart 2025"), ("", ""), ("–", "– ")])
def test_other_digits_are_another_text_and_texts_without_words_count_for_nothing(first: str, second: str) -> None:
    assert find_shared({"train": [made("a", first)], "test": [made("b", second)]}) == []


def test_same_text_twice_in_a_split_is_let_be() -> None:
    assert find_shared({"train": [made("a", LONG), made("b", LONG)], "test": []}) == []


def test_long_text_with_a_word_changed_is_a_near_duplicate_and_another_text_is_none() -> None:
    near, other = (
        LONG.replace("badplatserna", "lekplatserna"),
        "Styrelsen noterar rapporten om hållbara resor till arbetet.",
    )
    (finding,) = find_shared({"train": [made("a", LONG), made("c", other)], "dev": [made("b", near)]})
    assert (finding.kind, finding.documents, 0.5 < finding.share < 1) == ("near", ("a", "b"), True)


def test_copy_of_a_very_long_text_with_a_paragraph_changed_is_found() -> None:
    draw = random.Random(4)
    words = [f"ord{draw.randrange(4000)}" for _ in range(6000)]
    changed = [*words[:2000], *(f"nytt{place}" for place in range(600)), *words[2600:]]
    others = [[f"ord{draw.randrange(4000)}" for _ in range(6000)] for _ in range(3)]
    texts = [" ".join(text) for text in (words, changed, *others)]
    ((first, second, share),) = near_duplicates(texts)
    assert (first, second) == (0, 1)
    # the runs of words that both have, of all that one has: 5398 of 6598
    assert share == pytest.approx(5398 / 6598, abs=0.1)


def test_near_duplicate_of_texts_that_are_the_same_is_one_of_each() -> None:
    near = LONG.replace("mars", "maj")
    pairs = near_duplicates([LONG, near, LONG.upper()])
    assert [(first, second) for first, second, _ in pairs] == [(0, 1), (0, 2), (1, 2)]
    assert pairs[1][2] == 1.0


def test_id_in_two_splits_is_found(tmp_path: Path) -> None:
    write_corpus([made("a", "Ett."), made("b", "Två.")], tmp_path / "train.jsonl")
    write_corpus([made("a", "Tre.")], tmp_path / "test.jsonl")
    (finding,) = check_splits(tmp_path)
    assert (finding.kind, finding.documents) == ("id", ("a",))
    assert finding.message == "The id a is in train and test. Keep the document in one of them."


def test_folder_without_splits_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"has no train\.jsonl, dev\.jsonl or test\.jsonl"):
        check_splits(tmp_path)


# templates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Klart den 3 mars 2025.", "Klart den 0 0 0"),
        ("Uppdraget gavs Eva Ek, Norrby.", "Uppdraget gavs N, N."),
        ("Majoriteten röstade.", "Majoriteten röstade."),
        ("RS 2025-05-27 § 12", "RS 0 § 0"),
    ],
)
def test_numbers_months_and_names_are_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_template_that_makes_more_than_five_percent_of_a_split_is_found() -> None:
    same = [made(f"t{number}", f"Återrapporterat till nämnden den {number} maj 2025.") for number in range(3)]
    words = [f"{chr(97 + number % 26)}{chr(97 + number // 26)}ord" for number in range(57)]
    others = [made(f"o{number}", f"Eget {word}.") for number, word in enumerate(words)]
    assert find_templates({"train": [*same, *others]}) == []
    (finding,) = find_templates({"train": [*same, *others[:50]]})
    assert (finding.kind, finding.documents) == ("template", ("t0", "t1", "t2"))
    assert "3 of the 53 documents of train (5.7%) are made from one template: t0, t1, t2" in finding.message
    assert len(template_groups([document.text for document in same])[0]) == 3


def test_single_document_is_no_template_however_small_the_split() -> None:
    assert find_templates({"dev": [made("a"), made("b", LONG)]}) == []


@given(st.integers(1, 12), st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=12))
def test_joined_things_are_each_in_one_group(count: int, pairs: list[tuple[int, int]]) -> None:
    pairs = [(first % count, second % count) for first, second in pairs]
    groups = joined(count, pairs)
    assert sorted(place for group in groups for place in group) == list(range(count))
    home = {place: number for number, group in enumerate(groups) for place in group}
    assert all(home[first] == home[second] for first, second in pairs)


# the making of splits


def ids(splits: dict[str, list[AnnotatedDocument]]) -> dict[str, list[str]]:
    return {split: [document.id for document in documents] for split, documents in splits.items()}


def test_split_hangs_on_the_id_alone() -> None:
    found = split_documents(many(300))
    shares = [len(found[split]) / 300 for split in SPLITS]
    assert shares == pytest.approx([0.8, 0.1, 0.1], abs=0.05)
    assert ids(split_documents(many(300)[::-1])) == {split: names[::-1] for split, names in ids(found).items()}
    fewer = ids(split_documents(many(300)[50:]))
    assert all(set(names) <= set(ids(found)[split]) for split, names in fewer.items())


@pytest.mark.parametrize("count", range(3, 12))
def test_no_split_is_empty_where_there_are_three_documents(count: int) -> None:
    found = split_documents(many(count))
    assert all(found[split] for split in SPLITS)
    assert sum(map(len, found.values())) == count


@pytest.mark.parametrize(("count", "filled"), [(0, 0), (1, 1), (2, 2)])
def test_few_documents_are_all_in_some_split(count: int, filled: int) -> None:
    found = split_documents(many(count))
    assert sum(map(len, found.values())) == count
    assert len([split for split in SPLITS if found[split]]) == filled


def test_documents_of_one_body_go_together_if_asked() -> None:
    documents = [made(f"d{number}", body=f"b{number % 12}") for number in range(120)]
    found = split_documents(documents, by="body")
    homes = [{document.meta["body"] for document in found[split]} for split in SPLITS]
    assert sum(map(len, homes)) == 12
    assert all(homes)


def test_near_duplicates_go_together() -> None:
    documents = [made(f"d{number}", LONG.replace("mars", "maj") if number % 2 else LONG) for number in range(40)]
    assert sorted(len(entries) for entries in split_documents([*documents, *many(200)]).values() if entries)[-1] > 40
    found = split_documents([*documents, made("x", "Något annat."), made("y", "Ett tredje.")])
    assert any({document.id for document in documents} <= {entry.id for entry in entries} for entries in found.values())


def test_new_document_goes_where_its_near_duplicate_is() -> None:
    placed = {"train": [made("gammal", "Annat.")], "test": [made("prov", LONG)]}
    for number in range(8):
        found = split_documents([made(f"ny{number}", LONG.replace("mars", "maj"))], placed=placed)
        assert ids(found) == {"train": [], "dev": [], "test": [f"ny{number}"]}


def test_document_that_belongs_to_two_splits_is_an_error() -> None:
    placed = {"train": [made("a", "Ett.", body="b")], "test": [made("c", "Två.", body="b")]}
    with pytest.raises(DataError, match="ny belongs to documents in test and train, as their text or body is the same"):
        split_documents([made("ny", body="b")], by="body", placed=placed)


def test_shares_that_do_not_add_up_are_an_error() -> None:
    with pytest.raises(ValueError, match="do not add up to 1"):
        split_documents([], shares=(0.8, 0.1, 0.2))
