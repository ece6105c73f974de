"""What is counted when extraction is compared with annotation, and what follows from the counts."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from benchmarks.accuracy import ROOT, measured
from beslutsnlp.corpus import AnnotatedDocument, read_corpus
from beslutsnlp.corpus.markup import parse_markup, to_document
from beslutsnlp.errors import DataError, ReadError
from beslutsnlp.evaluation import (
    Evaluation,
    Report,
    Score,
    evaluate,
    evaluate_deadlines,
    evaluate_kinds,
    evaluate_left_out,
    find_shortfalls,
    learning_curve,
    leave_one_out,
    read_thresholds,
    summarise,
)
from beslutsnlp.evaluation.calibration import calibrate
from beslutsnlp.evaluation.intervals import bootstrap
from beslutsnlp.evaluation.mistakes import line_about
from beslutsnlp.evaluation.pairing import aligned, overlap, pair
from beslutsnlp.evaluation.scores import MISSED, NOT_THERE, DocumentScores
from beslutsnlp.evaluation.summary import count_mistakes, total, worst_groups
from beslutsnlp.records import Assignment, Span

RAW = """---
id: {id}
kind: protocol
body: {body}
date: 2025-05-20
style: {style}
---
{body} 2025-05-20

<item paragraph="98"><head>§ 98 <title>Lokaler</title></head>

<h kind="decision">Beslut</h>

<d type="assign" assertion="decided"><a assertion="decided">att uppdra åt <p as="responsible" kind="role" name="fastighetschefen">fastighetschefen</p> att <task>ta fram ett avtal <dl type="date" role="due" end="2025-09-30" timex="2025-09-30">senast den 30 september 2025</dl></task></a></d>, samt
<d type="adopt" assertion="decided">att anta taxan</d>.
</item>
"""
spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 15)).map(lambda s: (s[0], s[0] + s[1])), unique=True, max_size=6
)


def protocol(name: str = "a", body: str = "Kommunstyrelsen", style: str = "att", **changes: str) -> AnnotatedDocument:
    """Return an annotated protocol, its annotation changed: `old="new"` by pairs old0, new0."""
    raw = RAW.format(id=name, body=body, style=style)
    for number in range(len(changes) // 2):
        assert changes[f"old{number}"] in raw
        raw = raw.replace(changes[f"old{number}"], changes[f"new{number}"])
    return to_document(parse_markup(raw, name=name), name=name)


def scored(name: str, right: int, wrong: int = 0, missed: int = 0) -> DocumentScores:
    return DocumentScores(name, scores={"task": Score(right, wrong, missed)})


# pairs of spans


@given(spans, spans)
def test_each_span_is_in_one_pair_at_most_and_overlaps_its_other(
    gold: list[tuple[int, int]], found: list[tuple[int, int]]
) -> None:
    pairs = pair(gold, found)
    assert len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)
    assert all(overlap(gold[one], found[other]) for one, other in pairs)
    assert {(gold.index(span), found.index(span)) for span in set(gold) & set(found)} <= set(pairs)


@given(spans, spans)
def test_aligned_spans_are_all_there_once(gold: list[tuple[int, int]], found: list[tuple[int, int]]) -> None:
    both = aligned(gold, found)
    assert sorted(one for one, _ in both if one) == sorted(gold)
    assert sorted(other for _, other in both if other) == sorted(found)


# what is counted


def test_protocol_that_is_read_right_has_full_scores_and_no_mistake(nlp: Language) -> None:
    report = evaluate([protocol()], nlp=nlp)
    assert report.mistakes == []
    assert report.partial["decision"] == report.scores["decision"] == Score(right=2)
    assert report.partial["deadline"] == report.partial["task"] == Score(right=1)
    assert all(gold == found for counts in report.confusions.values() for gold, found in counts)


def test_span_with_other_bounds_is_wrong_strictly_and_right_partly(nlp: Language) -> None:
    changed = protocol(old0="att anta taxan</d>", new0="att anta</d> taxan")
    report = evaluate([changed], nlp=nlp)
    assert report.scores["decision"] == Score(right=1, wrong=1, missed=1)
    assert report.partial["decision"] == Score(right=2)
    (mistake,) = report.mistakes
    assert (mistake.field, mistake.kind, mistake.document) == ("decision", "bounds", "a")
    assert (mistake.gold, mistake.found) == ("adopt | att anta", "adopt | att anta taxan")
    assert mistake.line == changed.text[: changed.text.index("att anta")].count("\n") + 1
    assert mistake.text is not None
    assert mistake.mark is not None
    assert mistake.text[slice(*mistake.mark)] == "att anta"


def test_clause_of_another_type_is_in_the_confusions(nlp: Language) -> None:
    report = evaluate([protocol(old0='type="adopt"', new0='type="approve"')], nlp=nlp)
    assert report.confusions["decision_type"] == Counter({("assign", "assign"): 1, ("approve", "adopt"): 1})
    (mistake,) = report.mistakes
    assert (mistake.field, mistake.kind, mistake.gold, mistake.found) == ("decision_type", "value", "approve", "adopt")


def test_clause_that_is_not_annotated_is_not_there_in_the_confusions(nlp: Language) -> None:
    clause = '<d type="adopt" assertion="decided">att anta taxan</d>'
    report = evaluate([protocol(old0=clause, new0="att anta taxan")], nlp=nlp)
    assert report.confusions["decision_type"][NOT_THERE, "adopt"] == 1
    assert [(mistake.kind, mistake.gold) for mistake in report.mistakes] == [("extra", None)]


def test_clause_that_is_not_found_is_missed_in_the_confusions(nlp: Language) -> None:
    heading = '<h kind="decision">Beslut</h>'
    changed = protocol(old0=heading, new0='<d type="note" assertion="decided">Beslut</d>')
    report = evaluate([changed], nlp=nlp)
    assert report.confusions["decision_type"]["note", MISSED] == 1


def test_party_in_another_role_is_confused_and_not_missed(nlp: Language) -> None:
    report = evaluate([protocol(old0='as="responsible"', new0='as="executor"')], nlp=nlp)
    assert report.confusions["party_role"] == Counter({("executor", "responsible"): 1})


def test_assignment_annotated_as_proposed_costs_precision_of_decided(nlp: Language) -> None:
    report = evaluate([protocol(old0='<a assertion="decided">', new0='<a assertion="proposed">')], nlp=nlp)
    assert report.scores["assignment_is_decided"] == Score(wrong=1)
    assert report.confusions["assignment_assertion"] == Counter({("proposed", "decided"): 1})


def test_scores_of_documents_add_up_to_those_of_all() -> None:
    for corpus in ("protocols", "deadlines", "status", "lists"):
        report = measured(corpus, "train")
        assert total(report.documents) == report.scores


def test_reports_of_parts_add_up_to_the_report_of_all(nlp: Language) -> None:
    documents = [protocol("a"), protocol("b", old0='type="adopt"', new0='type="note"'), protocol("c", style="other")]
    whole, parts = evaluate(documents, nlp=nlp), Report()
    for document in documents:
        parts.update(evaluate([document], nlp=nlp))
    assert summarise(parts, name="documents") == summarise(whole, name="documents")


def test_only_records_that_carry_a_score_are_calibrated() -> None:
    report = Report()
    record = Assignment(id="1", text="", task=None, assertion="decided", evidence="rule", span=Span(start=0, end=1))
    report.certain("assignment", record, right=True)
    assert report.certainties == {}
    report.certain("assignment", record.model_copy(update={"score": 0.25}), right=False)
    assert report.certainties == {"assignment": [(0.25, False)]}


def test_sentences_have_a_strict_and_a_partial_score() -> None:
    text = "Klart senast den 1 maj 2026."
    gold = {"id": "s", "label": "deadline", "start": 6, "end": 27}
    fields = {"type": "date", "role": "due", "end": "2026-05-02"}
    document = AnnotatedDocument.model_validate(
        {"id": "a", "kind": "sentence", "text": text, "spans": [gold | {"fields": fields}]}
    )
    report = evaluate_deadlines([document])
    assert report.scores["deadline"] == Score(wrong=1, missed=1)
    assert report.partial["deadline"] == Score(right=1)
    assert {mistake.field for mistake in report.mistakes} == {"end", "timex"}


def test_sentence_with_a_time_that_is_no_deadline_is_not_rejected() -> None:
    document = AnnotatedDocument(
        id="a", kind="sentence", text="Klart senast den 1 maj 2026.", meta={"genre": "regional"}
    )
    report = evaluate_deadlines([document])
    assert report.scores["rejected"] == report.scores["rejected regional"] == Score(missed=1)
    assert [(mistake.field, mistake.found) for mistake in report.mistakes] == [("rejected", "senast den 1 maj 2026")]
    assert [field.name for field in summarise(report, name="deadlines").fields] == ["deadline", "rejected"]


def test_deadline_of_a_sentence_is_extra_missed_or_found_with_other_bounds() -> None:
    text = "Klart senast den 1 maj 2026 och redovisat senast den 1 juni 2026."
    gold = [
        {"id": "s1", "label": "deadline", "start": 0, "end": 5, "fields": {"type": "date", "role": "due"}},
        {"id": "s2", "label": "deadline", "start": 17, "end": 27, "fields": {"type": "date", "role": "due"}},
    ]
    document = AnnotatedDocument.model_validate({"id": "a", "kind": "sentence", "text": text, "spans": gold})
    report = evaluate_deadlines([document])
    told = [(mistake.field, mistake.kind, mistake.gold, mistake.found) for mistake in report.mistakes]
    assert told[:2] == [
        ("found", "missed", "Klart", None),
        ("span", "bounds", "1 maj 2026", "senast den 1 maj 2026"),
    ]
    assert told[-1] == ("extra", "extra", None, "senast den 1 juni 2026")
    assert report.errors[:2] == [
        "a: found: there and not found: Klart",
        "a: span: found and not there: senast den 1 maj 2026",
    ]
    assert report.scores["extra"] == Score(wrong=1)


def test_text_that_cannot_be_read_is_named(nlp: Language) -> None:
    with pytest.raises(ReadError, match="^tom: "):
        evaluate([AnnotatedDocument(id="tom", kind="notes", text="protokoll.pdf")], nlp=nlp)


# lines


@given(
    st.text(alphabet="aå \n\f", min_size=1, max_size=60).flatmap(
        lambda text: st.tuples(st.just(text), st.integers(0, len(text) - 1), st.integers(1, 20))
    )
)
def test_mark_is_what_the_span_holds_of_its_page(example: tuple[str, int, int]) -> None:
    text, start, length = example
    end = min(len(text), start + length)
    about = line_about(text, (start, end))
    shown, mark = about["text"], about["mark"]
    assert isinstance(shown, str)
    assert isinstance(mark, tuple)
    assert shown[slice(*mark)].rstrip("\n") == text[start:end].split("\f")[0].rstrip("\n")


def test_long_lines_are_shortened_around_the_mark() -> None:
    text = "x" * 5000 + "mål" + "y" * 5000
    about = line_about(text, (5000, 5003))
    shown, mark = about["text"], about["mark"]
    assert isinstance(shown, str)
    assert isinstance(mark, tuple)
    assert len(shown) < 400
    assert shown[slice(*mark)] == "mål"
    assert (shown[0], shown[-1]) == ("…", "…")


def test_page_is_told_where_form_feeds_part_the_text() -> None:
    assert line_about("ett\n\ftvå", (5, 8)) == {"line": 2, "page": 2, "text": "två", "mark": (0, 3)}


# intervals


def test_intervals_are_the_same_on_every_run_and_hold_the_measure() -> None:
    documents = measured("protocols", "train").documents
    one, other = bootstrap(documents), bootstrap(documents)
    assert one == other
    scores = measured("protocols", "train").scores
    for name, measures in one.items():
        for measure, (low, high) in measures.items():
            assert low - 1e-3 <= getattr(scores[name], measure) <= high + 1e-3, (name, measure)


def test_interval_widens_where_documents_differ() -> None:
    alike = bootstrap([scored(str(number), 5, 0, 5) for number in range(10)])["task"]["recall"]
    apart = bootstrap([scored(str(number), 10 * (number % 2), 0, 10 * (1 - number % 2)) for number in range(10)])
    assert alike == (0.5, 0.5)
    low, high = apart["task"]["recall"]
    assert low <= 0.3
    assert high >= 0.7


def test_one_document_has_no_interval_and_neither_has_one_in_two_layouts() -> None:
    assert bootstrap([scored("a", 1)]) == {}
    assert bootstrap([scored("a", 1), scored("a", 0, 1)]) == {}


# calibration


def test_scores_that_are_right_as_often_as_they_say_have_no_error() -> None:
    pairs = [(0.5, number % 2 == 0) for number in range(10)] + [(1.0, True)] * 10
    assert calibrate("x", pairs).ece == 0


def test_calibration_error_is_the_mean_distance_over_records() -> None:
    result = calibrate("x", [(0.9, False)] * 3 + [(0.6, True)], bins=2)
    assert result.ece == pytest.approx((3 * 0.9 + 0.4) / 4)
    assert [(entry.n, entry.right) for entry in result.bins] == [(1, 1.0), (3, 0.0)]


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9, 1.0]), st.booleans()), min_size=1, max_size=40))
def test_records_of_one_score_are_in_one_bin(pairs: list[tuple[float, bool]]) -> None:
    result = calibrate("x", pairs)
    assert sum(entry.n for entry in result.bins) == len(pairs)
    assert all(one.high < other.low for one, other in zip(result.bins, result.bins[1:], strict=False))


# the summary


def test_evaluation_comes_back_from_its_json() -> None:
    parts = [
        summarise(measured(corpus, "train"), name=name)
        for corpus, name in (("protocols", "documents"), ("deadlines", "deadlines"))
    ]
    evaluation = Evaluation(source="corpora", parts=parts, notes=["x"])
    written = evaluation.model_dump_json()
    assert Evaluation.model_validate_json(written) == evaluation
    assert json.loads(written)["schema_version"] == "1.0"


def test_groups_are_by_style_and_body_the_lowest_first(nlp: Language) -> None:
    documents = [
        protocol("a"),
        protocol(
            "b",
            style="sämre",
            old0='type="adopt" assertion="decided">att anta',
            new0='type="adopt" assertion="decided">anta',
        ),
    ]
    part = summarise(evaluate(documents, nlp=nlp), name="documents")
    assert {(group.by, group.name, group.documents) for group in part.groups} == {
        ("style", "att", 1),
        ("style", "sämre", 1),
        ("body", "Kommunstyrelsen", 2),
    }
    assert [group.name for group in worst_groups(part, "style")] == ["sämre", "att"]


def test_mistakes_are_counted_by_field_and_kind() -> None:
    part = summarise(measured("protocols", "train"), name="documents")
    assert sum(sum(kinds.values()) for kinds in count_mistakes(part).values()) == len(part.mistakes) > 0


# kinds


def test_each_kind_is_measured_in_its_part(nlp: Language) -> None:
    annotated_list = read_corpus(ROOT / "corpora" / "lists" / "train.jsonl")[0]
    documents = [
        protocol(),
        AnnotatedDocument(id="s", kind="sentence", text="Klart."),
        AnnotatedDocument(id="t", kind="status", text="Pågår.", meta={"stage": "started"}),
        annotated_list,
    ]
    reports, notes = evaluate_kinds(documents, nlp=nlp)
    assert {name: [document.id for document in report.documents] for name, report in reports.items()} == {
        "documents": ["a"],
        "deadlines": ["s"],
        "statuses": ["t"],
        "lists": [annotated_list.id],
    }
    assert notes == ["Sentences were read by the rules of the library, whatever the model."]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (AnnotatedDocument(id="t", kind="status", text="Pågår."), "t: a status text whose meta has no stage"),
        (
            AnnotatedDocument(id="s", kind="sentence", text="Klart.", meta={"decided_on": "i maj"}),
            "s: decided_on 'i maj' is no date",
        ),
    ],
)
def test_document_that_lacks_what_it_is_measured_by_is_named(document: AnnotatedDocument, message: str) -> None:
    with pytest.raises(DataError, match=message):
        evaluate_kinds([document])


# training


def test_each_body_is_read_by_what_was_trained_on_the_others(nlp: Language) -> None:
    documents = [
        protocol("a", body="Kommunstyrelsen"),
        protocol("b", body="Hamnnämnden"),
        protocol("c", body="Hamnnämnden"),
    ]
    seen: list[list[str]] = []

    def train(training: Sequence[AnnotatedDocument]) -> Language:
        seen.append([document.id for document in training])
        return nlp

    reports, notes = evaluate_left_out([*documents, AnnotatedDocument(id="d", kind="notes", text="Text")], train)
    assert seen == [["a", "d"], ["b", "c", "d"]]
    assert [document.id for document in reports["documents"].documents] == ["b", "c", "a"]
    assert notes == ["1 documents have no body in their meta: they were trained on and not measured."]


def test_leaving_out_needs_two_groups() -> None:
    with pytest.raises(DataError, match="1 different body"):
        list(leave_one_out([protocol()]))


def test_learning_curve_trains_on_more_and_more_of_the_same(nlp: Language) -> None:
    seen: list[list[str]] = []

    def train(training: Sequence[AnnotatedDocument]) -> Language:
        seen.append([document.id for document in training])
        return nlp

    steps = learning_curve(
        train, [protocol(name) for name in "abcd"], [0, 1, 3], held_out=[protocol("x")], seeds=(1, 2)
    )
    assert [(step.seed, step.size, step.fields["task"].f1) for step in steps] == [
        (seed, size, 1.0) for seed in (1, 2) for size in (0, 1, 3)
    ]
    assert [len(names) for names in seen] == [0, 1, 3, 0, 1, 3]
    assert seen[1] == seen[2][:1]
    assert seen[4] == seen[5][:1]


def test_learning_curve_refuses_what_would_flatter_it(nlp: Language) -> None:
    with pytest.raises(DataError, match="a is among the documents to train on and held out"):
        learning_curve(lambda _: nlp, [protocol()], [1], held_out=[protocol()])
    with pytest.raises(DataError, match="A size of 2"):
        learning_curve(lambda _: nlp, [protocol()], [2], held_out=[])


# thresholds


def thresholds(tmp_path: Path, *rows: str, head: str = "corpus,split,field,measure,threshold,n") -> Path:
    path = tmp_path / "thresholds.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def shortfalls(path: Path) -> tuple[int, list[str]]:
    report = Report()
    report.count("task", right=9, wrong=1, missed=1)
    report.certainties["status"] = [(0.9, False)] * 10
    return find_shortfalls(read_thresholds(path), {"documents": report}, corpus="own", split="test")


def test_thresholds_that_are_met_say_nothing(tmp_path: Path) -> None:
    path = thresholds(tmp_path, "own,test,task,f1,0.9,10", "own,test,status,ece,0.95,10", "own,dev,task,f1,1.0,0")
    assert shortfalls(path) == (2, [])


def test_thresholds_that_are_not_met_are_named(tmp_path: Path) -> None:
    path = thresholds(tmp_path, "own,test,task,f1,0.901,11", "own,test,status,ece,0.05,0")
    assert shortfalls(path)[1] == [
        "own/test: task, f1: rests on 10 instances, and 11 are asked for",
        "own/test: task, f1: 0.9000, and at least 0.901 is asked for",
        "own/test: status, ece: 0.9000, and at most 0.05 is asked for",
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("own,test,tusk,f1,0.9,1", "line 2: own/test has no f1 of a field 'tusk'"),
        ("own,test,task,partial_f1,0.9,1", "line 2: own/test has no partial_f1 of a field 'task'"),
        ("own,test,task,macro_f1,0.9,1", "line 2: own/test has no macro_f1"),
        ("own,test,task,f2,0.9,1", "line 2: unknown measure 'f2'; there are precision"),
        ("own,test,task,f1,high,1", "line 2: 'high' and '1' are not"),
        ("own,test,task,f1,90,1", "line 2: the threshold 90 is not between 0 and 1"),
        ("own,test,task,f1,nan,1", "line 2: the threshold nan is not between 0 and 1"),
        ("own,test,task,f1,0.9", "line 2: 5 cells for 6 columns"),
        ("own,test,task,f1,0.9,1\nown,test,task,f1,0.8,1", "line 3: f1 of task is also at .*line 2"),
    ],
)
def test_wrong_row_of_thresholds_is_named(row: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=message):
        shortfalls(thresholds(tmp_path, row))


def test_thresholds_with_other_columns_or_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="line 1: the columns are not corpus,split"):
        read_thresholds(thresholds(tmp_path, head="field,f1"))
    with pytest.raises(DataError, match="cannot be read"):
        read_thresholds(tmp_path / "none.csv")
