"""The trained pipeline that is shipped: loads, tags, gives lemmas and sentences, and is what its meta.json says."""

import json
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import DocBin

import beslutsnlp
from tests.cases import read_cases

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "sv_beslut_sm"
BARS = {"upos": 0.95, "lemmas": 0.95, "sentences": 0.92}
TEXT = """Kommunstyrelsen 2025-05-20

§ 98 Lokaler för musikskolan

Beslut

att uppdra åt fastighetschefen att ta fram ett hyresavtal senast den 30 september.
"""


@pytest.fixture(scope="module")
def base() -> Language:
    return spacy.load(MODEL)


@pytest.fixture(scope="module")
def meta() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))
    return read


def tagged(doc: Any) -> list[tuple[str, str, str]]:
    return [(token.text, token.pos_, token.lemma_) for token in doc]


def test_words_get_part_of_speech_and_lemma(base: Language) -> None:
    assert tagged(base("Nämnderna beslutade att avslå motionen.")) == [
        ("Nämnderna", "NOUN", "nämnd"),
        ("beslutade", "VERB", "besluta"),
        ("att", "PART", "att"),
        ("avslå", "VERB", "avslå"),
        ("motionen", "NOUN", "motion"),
        (".", "PUNCT", "."),
    ]


def test_words_get_their_features(base: Language) -> None:
    word = base("Regionstyrelsens uppdrag återrapporteras i maj.")[0]
    assert word.morph.to_dict() == {"Case": "Gen", "Definite": "Def", "Gender": "Com", "Number": "Sing"}


@pytest.mark.parametrize("case", read_cases("lemmas"))
def test_words_of_minutes_get_their_lemma(case: dict[str, Any], base: Language) -> None:
    found = {token.text: token.lemma_ for token in base(case["text"])}
    assert {entry["text"]: found[entry["text"]] for entry in case["expect"]} == {
        entry["text"]: entry["lemma"] for entry in case["expect"]
    }


def test_sixty_words_of_minutes_are_tried() -> None:
    assert sum(len(case.values[0]["expect"]) for case in read_cases("lemmas")) >= 60


def test_abbreviations_of_minutes_stay_whole_and_end_no_sentence(base: Language) -> None:
    doc = base("Ärendet avgjordes enl. delegationsordningen, se bil. 3. Nämnden tackar.")
    assert {"enl.", "bil."} <= {token.text for token in doc}
    assert [sent.text for sent in doc.sents] == [
        "Ärendet avgjordes enl. delegationsordningen, se bil. 3.",
        "Nämnden tackar.",
    ]


def test_sentences_end_at_headings_and_items_and_not_at_wrapped_lines(base: Language) -> None:
    doc = base(
        "§ 12 Budget\nÄrendet\nNämnden fick i uppdrag att se över sina kostnader och ska\nåterkomma i maj. Arbetet pågår.\n- Plan\n- Bilaga"
    )
    assert [" ".join(sent.text.split()) for sent in doc.sents] == [
        "§ 12 Budget",
        "Ärendet",
        "Nämnden fick i uppdrag att se över sina kostnader och ska återkomma i maj.",
        "Arbetet pågår.",
        "- Plan",
        "- Bilaga",
    ]


def test_records_are_extracted_with_it(base: Language) -> None:
    found = beslutsnlp.extract(TEXT, nlp=base)
    assert found.model_dump() == beslutsnlp.extract(TEXT).model_dump()
    assert [assignment.responsible[0].name for assignment in found.assignments] == ["fastighetschefen"]


def test_pipeline_comes_back_from_bytes_the_same(base: Language) -> None:
    config = spacy.util.load_config(MODEL / "config.cfg")
    copy = spacy.util.load_model_from_config(config, auto_fill=True).from_bytes(base.to_bytes())
    assert tagged(copy(TEXT)) == tagged(base(TEXT))


def test_pipeline_written_again_loads_the_same(base: Language, tmp_path: Path) -> None:
    base.to_disk(tmp_path / "copy")
    assert tagged(spacy.load(tmp_path / "copy")(TEXT)) == tagged(base(TEXT))


def test_docs_go_through_two_processes_and_a_docbin(base: Language) -> None:
    texts = [TEXT, "Nämnderna beslutade.", "Uppdragen återrapporterades."]
    docs = list(base.pipe(texts, n_process=2, batch_size=1))
    assert [tagged(doc) for doc in docs] == [tagged(base(text)) for text in texts]
    stored = DocBin(attrs=["POS", "LEMMA", "MORPH", "SENT_START"], docs=docs).to_bytes()
    again = list(DocBin().from_bytes(stored).get_docs(spacy.blank("sv").vocab))
    assert [tagged(doc) for doc in again] == [tagged(doc) for doc in docs]


def test_pipeline_is_found_where_the_package_is_installed() -> None:
    assert spacy.load(files("beslutsnlp.models") / "sv_beslut_sm").meta["name"] == "beslut_sm"


def test_folder_is_small_and_holds_no_pickle() -> None:
    files = [path for path in MODEL.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 15_000_000
    assert [path.name for path in files if path.suffix in (".pkl", ".pickle", ".joblib")] == []


def test_five_thousand_words_a_second_at_least(base: Language) -> None:
    texts = [TEXT * 5] * 40
    words = sum(len(base.make_doc(text)) for text in texts)
    started = time.perf_counter()
    with base.select_pipes(enable=["tok2vec", "morphologizer", "beslutsnlp_lines", "senter", "beslutsnlp_lemmas"]):
        list(base.pipe(texts, batch_size=32))
    assert words / (time.perf_counter() - started) > 5_000


@pytest.mark.parametrize(
    "piece", ["a", "A", "a-", "a\n", "§\n", "\n", "- ", "nämnden ", "nämnden", "1.", "enl. ", "\u2028", "a\u0301"]
)
def test_hostile_text_is_parsed_in_time(piece: str, base: Language) -> None:
    text = piece * (50_000 // len(piece))
    started = time.perf_counter()
    doc = base(text)
    assert doc.text == text
    assert time.perf_counter() - started < 10


def test_measured_scores_reach_the_bars(meta: dict[str, Any]) -> None:
    scores = meta["beslutsnlp"]["scores"]
    assert scores["test"]["words"] > 20_000
    for way in ("tokens_given", "from_text"):
        assert {field: scores[way][field] >= bar for field, bar in BARS.items()} == dict.fromkeys(BARS, True), way


def test_meta_tells_licence_sources_checksums_versions_and_seed(meta: dict[str, Any]) -> None:
    made = meta["beslutsnlp"]
    assert meta["license"] == "CC BY-SA 4.0"
    assert {entry["licence"] for entry in made["corpora"]} == {"CC BY-SA 4.0"}
    assert all(len(entry["sha256"]) == 64 for entry in made["corpora"])
    assert made["training"]["seed"] == 0
    assert set(made["made_with"]) == {"beslutsnlp", "spacy", "scikit-learn", "thinc", "numpy", "python"}


def test_lemmas_come_only_from_files_whose_lemmas_may_be_used(meta: dict[str, Any]) -> None:
    used = {entry["name"]: entry["lemmas_used"] for entry in meta["beslutsnlp"]["corpora"]}
    assert {name for name in used if used[name]} <= {"talbanken-train", "talbanken-dev", "pud"}
    assert {"talbanken-dev", "pud"} <= {name for name in used if used[name]}


def test_card_shows_the_scores_of_meta(meta: dict[str, Any]) -> None:
    card = (MODEL / "README.md").read_text(encoding="utf-8")
    scores = meta["beslutsnlp"]["scores"]["tokens_given"]
    cells = " | ".join(f"{scores[field]:.3f}" for field in ("upos", "features", "lemmas", "sentences"))
    assert f"test, tokens given | {cells} |" in card
