"""What the Swedish tokeniser must know of minutes: abbreviations and § that it would break."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

ABBREVIATIONS = frozenset(
    """
    kungl. enl. bil. dnr. d:nr. diarienr. kap. st. p. pkt. nr. sid. s. f. ff. jfr. resp. ang. avs. bl.a. t.ex. dvs. d.v.s. s.k. f.n. f.d. m.m. m.fl. mm. mfl. m.a.a.
    o.dyl. o.d. osv. o.s.v. etc. ca. c:a. cirk. kl. tel. e.d. e.dyl. fr.o.m. t.o.m. from. tom. f.o.m. t.om. p.g.a. pga. i.e. ev. ex. exkl. inkl. max. min. milj. mkr. mnkr. tkr. kr. kv. mån. prel. prop. bet. rskr.
    ordf. v.ordf. vice.ordf. sekr. just. utdr. exp. fung. tf. t.f. adj. ers. led. repr. avd. enh. förv. förf. komm. reg. utsk. sthlm. vol. art. red. övr. uppf. ers. dipl. ing. dr. prof. hr. fr.
    jan. febr. feb. apr. jun. jul. aug. sept. sep. okt. nov. dec. mån. tis. ons. tors. fre. lör. sön. b.l.a. s.a.s. u.a. u.p.a. i.o.m. m.h.t. m.a.p. o.m. p.m. å.m. äv. iaf. dpl. § §§.
    """.split()
)


def add_language_rules(nlp: "Language") -> None:
    """Teach a Swedish pipeline's tokeniser the abbreviations of minutes, and to keep "§ 12" apart.

    Words such as "enl.", "bil.", "dnr." and "kap." stay whole, so that no sentence ends there.
    """
    for word in ABBREVIATIONS:
        if not word.endswith("."):
            continue
        for form in {word, word.capitalize(), word.upper()}:
            nlp.tokenizer.add_special_case(form, [{"ORTH": form}])
