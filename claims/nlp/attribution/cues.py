"""The words that attribute: what kind of act each names, and which constructions it takes.

Chosen from the cues of a news corpus by frequency and by how often the word, in that construction, is a cue at all;
words that are rarely one ("have", "show" of people, "support") are left out. Lemmas as spaCy gives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What one does with the words: only some acts put a claim on the record."""

    ASSERT = "assert"
    DENY = "deny"
    HEDGE = "hedge"
    PREDICT = "predict"
    COMMIT = "commit"
    ALLEGE = "allege"
    ASK = "ask"
    JUDGE = "judge"
    THINK = "think"
    WANT = "want"


class Takes(StrEnum):
    """Constructions of a cue verb.

    CLAUSE "said (that) …", QUOTE "…", NOUN "stressed the need", FIGURE a noun phrase, but a claim only where it holds a
    figure, TO "vowed to …", FOR, OF, TO_NOUN and ABOUT the prepositions, AS "described … as …", PREDICATE "called … a
    failure", OF_OBJECT "accused … of …", GERUND "denied taking …", AT a figure "put … at 40", ON "blamed … on …",
    AGAINST "warned against …".
    """

    CLAUSE = "clause"
    QUOTE = "quote"
    NOUN = "noun"
    FIGURE = "figure"
    TO = "to"
    FOR = "for"
    OF = "of"
    TO_NOUN = "to noun"
    ABOUT = "about"
    AS = "as"
    PREDICATE = "predicate"
    OF_OBJECT = "of object"
    GERUND = "gerund"
    AT = "at"
    ON = "on"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Cue:
    act: Act
    takes: frozenset[Takes]


_T = Takes
_SPEECH = (_T.CLAUSE, _T.QUOTE)

_VERBS: tuple[tuple[Act, tuple[Takes, ...], str], ...] = (
    (
        Act.ASSERT,
        _SPEECH,
        """say tell add write argue insist explain declare continue state conclude tweet post recall reply respond
        remark joke boast maintain contend caution comment assert assure inform remind observe opine quip reckon
        retort exclaim proclaim testify summarize summarise elaborate interject shout yell whisper murmur answer
        counter clarify specify affirm attest certify swear vent chant repeat complain lament
        concede rejoin snap agree brag bemoan indicate learn chime pronounce relate recount narrate protest
        recognize recognise consider detail manifest ratify alert regret celebrate remember defend judge refer""",
    ),
    (
        Act.ASSERT,
        (*_SPEECH, _T.NOUN),
        """stress emphasize emphasise highlight underline underscore mention reiterate reaffirm acknowledge admit
        confirm disclose reveal cite note""",
    ),
    (
        Act.ASSERT,
        (*_SPEECH, _T.FIGURE),
        "report announce find show demonstrate calculate record document publish release",
    ),
    (Act.ASSERT, (_T.CLAUSE, _T.QUOTE, _T.TO_NOUN), "point"),
    (
        Act.ASSERT,
        (_T.AS,),
        "describe qualify characterize characterise portray paint dismiss denounce hail regard depict cast brand",
    ),
    (Act.ASSERT, (_T.PREDICATE,), "call label dub term brand deem declare"),
    (Act.ASSERT, (_T.AT,), "put give peg"),
    (Act.ASSERT, (_T.OF,), "speak complain"),
    (Act.ASSERT, (_T.GERUND,), "admit acknowledge"),
    (Act.ASSERT, (_T.QUOTE,), "blast fume rage storm thunder moan groan gush enthuse"),
    (Act.DENY, (_T.GERUND,), "deny"),
    (Act.DENY, (_T.CLAUSE,), "dismiss"),
    (Act.DENY, (*_SPEECH, _T.NOUN), "deny refute rebut"),
    (Act.DENY, (_T.NOUN, _T.AS, _T.CLAUSE), "reject dispute repudiate"),
    (Act.HEDGE, (_T.AT,), "estimate value"),
    (Act.HEDGE, _SPEECH, "suggest imply hint signal guess speculate estimate"),
    (Act.PREDICT, (*_SPEECH, _T.NOUN), "predict forecast foresee anticipate"),
    (Act.PREDICT, (*_SPEECH, _T.OF, _T.TO), "warn"),
    (Act.COMMIT, (*_SPEECH, _T.TO, _T.NOUN), "promise pledge vow"),
    (Act.COMMIT, (_T.TO,), "threaten offer agree"),
    (Act.ALLEGE, (*_SPEECH, _T.NOUN), "claim allege"),
    (Act.ALLEGE, (_T.CLAUSE,), "denounce"),
    (Act.ALLEGE, (_T.OF_OBJECT,), "accuse"),
    (Act.ALLEGE, (_T.FOR, _T.ON), "blame"),
    (Act.WANT, (_T.AGAINST,), "warn"),
    (Act.WANT, (*_SPEECH, _T.NOUN), "propose recommend demand"),
    (Act.WANT, (*_SPEECH, _T.TO), "urge"),
    (Act.WANT, (_T.FOR,), "call"),
    (Act.ASK, (*_SPEECH, _T.TO), "ask"),
    (Act.ASK, _SPEECH, "wonder question inquire enquire query"),
    (
        Act.JUDGE,
        (_T.NOUN, _T.QUOTE),
        "criticize criticise praise condemn slam decry lambast mock tout applaud defend endorse",
    ),
    (Act.JUDGE, (_T.NOUN,), "blast oppose express discuss voice outline echo"),
    (Act.JUDGE, (_T.ABOUT,), "talk speak"),
    (Act.JUDGE, (_T.TO_NOUN,), "refer allude"),
    (
        Act.THINK,
        (_T.CLAUSE,),
        """think believe hope fear worry suspect doubt feel expect assume know understand realize realise wish
        imagine see hear determine decide presume trust""",
    ),
    (Act.THINK, (_T.TO,), "hope expect seek decline refuse decide intend plan want"),
)


def _verbs() -> dict[str, tuple[Cue, ...]]:
    found: dict[str, tuple[Cue, ...]] = {}
    for act, takes, lemmas in _VERBS:
        for lemma in lemmas.split():
            found[lemma] = (*found.get(lemma, ()), Cue(act, frozenset(takes)))
    return found


VERBS = _verbs()

# Nouns with a that-clause: "the claim that …", "US allegations that …", "its position that …".
NOUNS: dict[str, Act] = {
    **dict.fromkeys(
        """
            statement remark assertion contention argument declaration announcement insistence assurance admission
            acknowledgement acknowledgment position explanation conclusion testimony complaint boast comment finding
            reminder confirmation affirmation revelation report concern
            """.split(),
        Act.ASSERT,
    ),
    **dict.fromkeys("denial refutation".split(), Act.DENY),
    **dict.fromkeys("suggestion hint speculation rumor rumour estimate".split(), Act.HEDGE),
    **dict.fromkeys("warning prediction forecast".split(), Act.PREDICT),
    **dict.fromkeys("promise pledge vow threat".split(), Act.COMMIT),
    **dict.fromkeys("allegation claim accusation charge".split(), Act.ALLEGE),
    **dict.fromkeys("proposal demand recommendation".split(), Act.WANT),
    **dict.fromkeys("question".split(), Act.ASK),
    **dict.fromkeys("view belief opinion hope fear idea notion doubt feeling impression suspicion".split(), Act.THINK),
}

# Verbs that only carry such a noun: "expressed concern that …", "made the claim that …".
LIGHT_VERBS = frozenset(
    "express make issue voice raise repeat reject deny dismiss reiterate give offer share advance".split()
)

# Spellings that spaCy's lemmatiser leaves or bends.
_LEMMAS = {
    "says": "say",
    "saying": "say",
    "hop": "hope",
    "stat": "state",
    "reiterat": "reiterate",
    "underlin": "underline",
}


def lemma(token_lemma: str, lower: str) -> str:
    """The lemma the lexicon knows a token by."""
    return _LEMMAS.get(lower) or _LEMMAS.get(token_lemma.lower()) or token_lemma.lower()


def acts(name: str, construction: Takes) -> Act | None:
    """The act of a cue verb in a construction, or None where it is no cue there."""
    return next((cue.act for cue in VERBS.get(name, ()) if construction in cue.takes), None)


# Acts whose words go on the record as a claim. A question, a judgement or a thought does not say how things are.
CLAIMING = frozenset({Act.ASSERT, Act.DENY, Act.HEDGE, Act.PREDICT, Act.COMMIT, Act.ALLEGE, Act.WANT})
