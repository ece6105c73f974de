"""Accuracy on the annotated protocols: a gate against getting worse, not a target."""

from pathlib import Path

import pytest
from spacy.language import Language

from benchmarks.accuracy import measured
from beslutsnlp import extract, read, read_corpus
from beslutsnlp.corpus.markup import parse_markup, to_document

CORPUS = Path(__file__).resolve().parent.parent / "corpora" / "protocols"
FLOORS = {
    "decided_assignment": 0.9,
    "decision": 0.95,
    "decision_type": 0.95,
    "title": 0.97,
    "case_number": 0.97,
    "responsible": 0.95,
    "report_to": 0.9,
}


@pytest.mark.parametrize("split", ["train", "dev"])
def test_scores_do_not_fall(split: str) -> None:
    report = measured("protocols", split)
    low = {name: round(report.scores[name].f1, 3) for name, floor in FLOORS.items() if report.scores[name].f1 < floor}
    assert low == {}


def test_built_corpus_is_that_of_its_sources() -> None:
    from training.build_protocols import SPLITS, lay_out

    for split in SPLITS:
        built = {document.id: document for document in read_corpus(CORPUS / f"{split}.jsonl")}
        sources = sorted((CORPUS / "sources" / split).glob("*.txt"))
        assert set(built) == {path.stem for path in sources}
        path = sources[0]
        source = parse_markup(path.read_text(encoding="utf-8"), name=path.name)
        assert lay_out(to_document(source, name=path.name)) == built[path.stem]


def test_no_document_is_in_two_splits() -> None:
    ids = [document.id for split in ("train", "dev", "test") for document in read_corpus(CORPUS / f"{split}.jsonl")]
    assert len(set(ids)) == len(ids)


PDFS = sorted((CORPUS / "pdfs").glob("b[1-4]*.pdf"))


def folded(text: str) -> str:
    return " ".join(text.split()).casefold().replace("- ", "-")


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_pdf_gives_the_items_titles_and_clauses_of_its_source(path: Path, nlp: Language) -> None:
    (source,) = CORPUS.glob(f"sources/*/{path.stem}.txt")
    gold = to_document(parse_markup(source.read_text(encoding="utf-8"), name=source.name), name=source.name)
    extraction = extract(path, nlp=nlp)
    assert [item.paragraph for item in extraction.items] == [span.fields["paragraph"] for span in gold.of("item")]
    titles = [folded(gold.text[span.start : span.end]) for span in gold.of("title")]
    assert [folded(item.title or "") for item in extraction.items] == titles
    clauses = {folded(gold.text[span.start : span.end]) for span in gold.of("decision")}
    found = {folded(decision.text) for item in extraction.items for decision in item.decisions}
    assert len(clauses & found) >= 0.75 * len(clauses)


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_no_page_furniture_is_in_any_paragraph_of_a_pdf(path: Path) -> None:
    (source,) = CORPUS.glob(f"sources/*/{path.stem}.txt")
    meta = parse_markup(source.read_text(encoding="utf-8"), name=source.name).meta
    # who keeps and checks the minutes signs at their end, as text
    feet = {folded(line.replace("{page}", "").replace("{pages}", "")) for line in meta["foot"].split("|")} - {
        "",
        "vid protokollet",
    }
    items = [paragraph.text for paragraph in read(path).paragraphs][5:]
    leaks = [
        text
        for text in items
        if folded(text) in feet or "Utdragsbestyrkande" in text or "Transaktionsidentitet" in text
    ]
    assert leaks == []
