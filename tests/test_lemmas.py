"""Lemmas: what is learnt, what a word gets, and what a damaged file of them says."""

from pathlib import Path

import pytest
import spacy
import srsly
from hypothesis import given
from hypothesis import strategies as st

from beslutsnlp.corpus.conllu import TreebankSentence, Word, harmonise, read_conllu
from beslutsnlp.errors import DataError, ModelError
from beslutsnlp.pipeline.lemma_learning import LemmaLearner, is_base
from beslutsnlp.pipeline.lemma_tables import LemmaTables, features_of, packed, unpacked
from beslutsnlp.pipeline.lemmas import LemmasComponent

DEFINITE = "Case=Nom|Definite=Def|Gender=Com|Number=Sing"


@pytest.fixture
def learner() -> LemmaLearner:
    made = LemmaLearner()
    for form, lemma in (("nämnden", "nämnd"), ("planen", "plan"), ("handlingen", "handling"), ("ledningen", "ledning")):
        made.learn(form, "NOUN", DEFINITE, lemma)
    for form, lemma in (
        ("lagen", "lag"),
        ("flickan", "flicka"),
        ("frågan", "fråga"),
        ("killen", "kille"),
        ("pojken", "pojke"),
    ):
        made.learn(form, "NOUN", DEFINITE, lemma)
    return made


def test_known_base_form_decides_between_endings(learner: LemmaLearner) -> None:
    assert learner.tables().lemma("regionstyrelsen", "NOUN", DEFINITE) == "regionstyrels"
    learner.see("styrelse", "NOUN", "Case=Nom|Definite=Ind|Gender=Com|Number=Sing", weight=2)
    assert learner.tables().lemma("regionstyrelsen", "NOUN", DEFINITE) == "regionstyrelse"


def test_genitive_is_the_other_form_and_an_s(learner: LemmaLearner) -> None:
    assert learner.tables().lemma("Nämndens", "NOUN", DEFINITE.replace("Nom", "Gen")) == "nämnd"


def test_irregular_form_is_found_at_the_end_of_a_word(learner: LemmaLearner) -> None:
    learner.write_irregular({"verbs": {"finna": "fann funnit"}})
    assert learner.tables().lemma("uppfunnits", "VERB", "VerbForm=Sup|Voice=Pass") == "uppfinna"


def test_capitals_of_headings_and_of_sentence_starts_fall_and_those_of_acronyms_stay(learner: LemmaLearner) -> None:
    tables = learner.tables()
    assert tables.lemma("NÄMNDEN", "NOUN", DEFINITE) == "nämnd"
    assert tables.lemma("Planen", "NOUN", DEFINITE) == "plan"
    assert tables.lemma("EU", "NOUN", "") == "EU"
    assert tables.lemma("EU-nämnden", "NOUN", DEFINITE) == "EU-nämnd"


def test_name_keeps_its_capital(learner: LemmaLearner) -> None:
    assert learner.tables().lemma("Anna", "PROPN", "Case=Nom") == "Anna"


def test_abbreviation_has_its_meaning_whatever_its_part_of_speech(learner: LemmaLearner) -> None:
    learner.write_irregular({"abbreviations": {"enl.": "ADP enligt"}})
    assert [learner.tables().lemma("enl.", upos, "") for upos in ("ADP", "ADV")] == ["enligt", "enligt"]


def test_lemma_that_hangs_on_features_is_kept_with_them() -> None:
    learner = LemmaLearner()
    learner.learn("för", "VERB", "Tense=Pres", "föra", weight=3)
    learner.learn("för", "VERB", "Mood=Imp", "för")
    assert [learner.tables().lemma("för", "VERB", feats) for feats in ("Tense=Pres", "Mood=Imp", "")] == [
        "föra",
        "för",
        "föra",
    ]


@pytest.mark.parametrize(
    ("upos", "feats", "expected"),
    [
        ("NOUN", "Case=Nom|Definite=Ind|Number=Sing", True),
        ("NOUN", "Case=Gen|Definite=Ind|Number=Sing", False),
        ("NOUN", "Case=Nom|Definite=Ind|Number=Plur", False),
        ("VERB", "VerbForm=Inf|Voice=Act", True),
        ("VERB", "VerbForm=Inf|Voice=Pass", False),
        ("ADJ", "Case=Nom|Definite=Ind|Degree=Pos|Gender=Com|Number=Sing", True),
        ("ADJ", "Case=Nom|Definite=Ind|Degree=Pos|Gender=Neut|Number=Sing", False),
        ("ADV", "", True),
        ("ADV", "Degree=Pos", False),
    ],
)
def test_base_form_is_told_by_the_features(upos: str, feats: str, expected: bool) -> None:
    assert is_base(upos, features_of(feats)) is expected


@given(st.sets(st.text(alphabet="abcdefgåäö-", min_size=1, max_size=70)))
def test_words_come_back_from_their_packed_form(words: set[str]) -> None:
    assert unpacked(packed(words)) == sorted(words)


@given(st.text(max_size=40), st.sampled_from(["NOUN", "VERB", "PROPN", "ADJ", "X", ""]), st.text(max_size=20))
def test_every_string_has_a_lemma(form: str, upos: str, feats: str) -> None:
    learner = LemmaLearner()
    learner.learn("nämnden", "NOUN", "Definite=Def", "nämnd")
    learner.learn("planen", "NOUN", "Definite=Def", "plan")
    assert isinstance(learner.tables().lemma(form, upos, feats), str)


def test_component_comes_back_from_a_folder(learner: LemmaLearner, tmp_path: Path) -> None:
    LemmasComponent(learner.tables()).to_disk(tmp_path / "lemmas")
    assert LemmasComponent().from_disk(tmp_path / "lemmas").tables == learner.tables()


def test_component_works_in_a_pipeline_of_ones_own(learner: LemmaLearner) -> None:
    nlp = spacy.blank("sv")
    component = nlp.add_pipe("beslutsnlp_lemmas")
    component.tables = learner.tables()
    doc = nlp.make_doc("Nämnden\nEgon")
    doc[0].pos_, doc[2].pos_ = "NOUN", "PROPN"
    doc[0].set_morph(DEFINITE)
    assert [token.lemma_ for token in component(doc)] == ["nämnd", "\n", "Egon"]


def test_missing_file_of_lemmas_is_named_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"lemmas\.msgpack cannot be read: No such file.*Install beslutsnlp anew"):
        LemmasComponent().from_disk(tmp_path)


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"not lemmas", srsly.msgpack_dumps([1]), srsly.msgpack_dumps({"format": 1, "rules": 3})]
)
def test_damaged_file_of_lemmas_is_an_error_that_names_it(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "lemmas.msgpack").write_bytes(data)
    with pytest.raises(ModelError, match=r"lemmas\.msgpack is damaged"):
        LemmasComponent().from_disk(tmp_path)


def test_lemmas_of_a_newer_format_are_refused_with_the_format() -> None:
    with pytest.raises(ModelError, match="has format 2; this version of beslutsnlp reads format 1"):
        LemmasComponent().from_bytes(srsly.msgpack_dumps({"format": 2}))


def sentence(*words: Word) -> TreebankSentence:
    return TreebankSentence("s", "d", "p", words)


def test_features_are_brought_to_the_habit_of_another_treebank() -> None:
    habit = [sentence(*[Word("som", "PRON", "PronType=Rel")] * 3, Word("vad", "PRON", "A=B"))]
    words = (Word("Som", "PRON", "PronType=Int,Rel"), Word("vad", "PRON", "C=D"), Word("ny", "ADJ", "E=F"))
    changed = harmonise([sentence(*words)], habit)[0].words
    assert [word.feats for word in changed] == ["PronType=Rel", "C=D", "E=F"]


def test_conllu_is_read_without_ranges_and_with_lemmas_only_where_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    path.write_text(
        "# newdoc id = d\n# newpar id = p\n# sent_id = s1\n1-2\tx\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "1\tbl.a.\tbland_annat\tADV\tAB\tAbbr=Yes\t0\troot\t_\tSpaceAfter=No\n2\t.\t.\tPUNCT\tMAD\t_\t1\tpunct\t_\t_\n",
        encoding="utf-8",
    )
    words = (Word("bl.a.", "ADV", "Abbr=Yes", "bland annat", space_after=False), Word(".", "PUNCT", "", "."))
    assert read_conllu(path) == [TreebankSentence("s1", "d", "p", words)]
    assert [word.lemma for word in read_conllu(path, lemmas=False)[0].words] == [None, None]


def test_file_that_is_no_conllu_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    path.write_text("# text = x\n1\tx\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.conllu, line 2: 2 columns"):
        read_conllu(path)
    path.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="no sentence"):
        read_conllu(path)
    with pytest.raises(DataError, match="cannot be read"):
        read_conllu(tmp_path / "none.conllu")


def test_tables_without_anything_give_the_form_in_small_letters() -> None:
    assert LemmaTables().lemma("Nämnden", "NOUN", DEFINITE) == "nämnden"
