"""Who-does-what of a sentence with its polarity: "Mexico is not a producer of fentanyl" is (produce, -, {Mexico, fentanyl}).

A light reading of the dependency parse. Negation is followed from its word to all it governs: the verb, its object and
the clauses inside it ("does not have laboratories that produce"), through verbs that deny or fail, and doubled back.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from claims.nlp.comparison.lexicon import concept_of, country_of, has_opposite, stem
from claims.nlp.types import Span

_SPEECH = frozenset(
    "say tell add state report announce declare explain insist claim argue note stress maintain warn assert contend "
    "believe think write confirm acknowledge concede admit repeat reiterate point emphasise emphasize highlight specify "
    "testify assure complain remark conclude estimate find disclose reveal according mean hold recall reply answer "
    "comment observe affirm pledge promise vow swear allege suggest calculate record show quote cite".split()
)
_DENIALS = frozenset("deny refute reject dismiss dispute contradict disclaim rebut".split())
_FAILURES = frozenset("fail refuse decline neglect cease stop refrain avoid prevent".split())
_NEGATIVE = frozenset(
    "not n't n’t never no none nobody nothing neither nor without nowhere hardly scarcely cannot zero".split()
)
_EXCLUDED = frozenset("excluded false untrue impossible unthinkable ruled".split())
_DEFINITE = frozenset("the this that these those its his her their our my your".split())
_LIGHT = frozenset("be have do make take get go give put let keep want seem appear become".split())
_CLAUSES = frozenset({"advcl", "ccomp", "parataxis", "csubj"})


@dataclass(frozen=True, slots=True)
class Predication:
    """One predicate: its concept, sign (after negation), the stems it is about, and where it and its negation stand."""

    concept: str
    sign: int
    arguments: frozenset[str]
    names: frozenset[str]
    span: Span
    negations: tuple[Span, ...]
    lexical: bool  # the sign rests on a word with an opposite ("ban"), not on negation alone
    doubtful: bool  # conditional, hypothetical or a question: never compared
    rank: int  # depth in the sentence: 0 for the main predicate


def attribution_tokens(doc: Doc) -> frozenset[int]:
    """Tokens that say who speaks ("the minister said on Monday"): no matter of the claim."""
    skipped: set[int] = set()
    for token in doc:
        if token.lemma_.lower() in _SPEECH and token.pos_ == "VERB":
            clauses = [child for child in token.children if child.dep_ in {"ccomp", "parataxis"}]
            reported = token.dep_ in {"parataxis"} and token.head.pos_ in {"VERB", "AUX"}
            if not clauses and not reported:
                continue
            skipped.add(token.i)
            for child in token.children:
                if child not in clauses and child.dep_ not in {"conj", "advcl", "neg"}:
                    skipped.update(part.i for part in child.subtree)
        elif token.lower_ == "according" and token.dep_ == "prep":
            skipped.update(part.i for part in token.subtree)
    return frozenset(skipped)


def find_predications(doc: Doc, skipped: frozenset[int]) -> tuple[Predication, ...]:
    """All predications of a parsed claim in order of the text."""
    found = []
    for token in doc:
        if token.i in skipped or not _is_predicate(token):
            continue
        predication = _predication(token, skipped)
        if predication:
            found.append(predication)
    return tuple(found)


def _is_predicate(token: Token) -> bool:
    if token.lemma_.lower() in {"stay", "remain"} and any(
        child.dep_ in {"acomp", "attr", "oprd"} for child in token.children
    ):
        return False
    if token.pos_ == "VERB":
        return token.lemma_.lower() not in _LIGHT or token.lemma_.lower() == "have"
    if token.pos_ == "AUX":
        return any(child.dep_ == "expl" for child in token.children)
    if token.dep_ in {"attr", "acomp", "oprd"}:
        return token.pos_ in {"NOUN", "PROPN", "ADJ", "ADV"}
    if token.dep_ == "prep" and token.lower_ == "against":
        return True
    # Nouns and adjectives of action whose word has an opposite: "a ban on", "the increase in", "in favour of".
    return token.pos_ in {"NOUN", "ADJ", "ADV"} and has_opposite(concept_of(token.lemma_.lower())[0])


def _predication(token: Token, skipped: frozenset[int]) -> Predication | None:
    lemma = token.lemma_.lower()
    concept, sign = concept_of(lemma, _particle(token))
    if token.pos_ == "AUX":
        concept, sign = "exist", 1
    lexical = has_opposite(concept)
    arguments = _arguments(token, skipped) or _following_noun(token)
    if not arguments:
        return None
    negations = _negations(token)
    if len(negations) % 2:
        sign = -sign
    return Predication(
        concept=concept,
        sign=sign,
        arguments=frozenset(_stem(part) for part in arguments) - {concept, stem(lemma), ""},
        names=frozenset(_stem(part) for part in arguments if part.pos_ == "PROPN" or country_of(part.text)) - {""},
        span=Span(token.idx, token.idx + len(token)),
        negations=tuple(sorted(Span(part.idx, part.idx + len(part)) for part in negations)),
        lexical=lexical,
        doubtful=_is_doubtful(token),
        rank=sum(1 for ancestor in token.ancestors if ancestor.i not in skipped and ancestor.pos_ in {"VERB", "AUX"}),
    )


def _particle(token: Token) -> str:
    for child in token.children:
        if child.dep_ == "prt" or (child.dep_ == "prep" and child.lower_ in {"into", "of", "on", "to", "from"}):
            return child.lower_
    return ""


def _stem(token: Token) -> str:
    country = country_of(token.text)
    return country or stem(token.lower_ if token.pos_ == "PROPN" else token.lemma_.lower())


def _arguments(token: Token, skipped: frozenset[int]) -> list[Token]:
    """Content words that a predicate is about: its own phrases, and the subject it shares with the verb above."""
    parts = [part for child in token.children for part in _phrase(child)]
    parts += _left_subject(token)
    governor = token
    while governor.dep_ in {
        "attr",
        "acomp",
        "oprd",
        "xcomp",
        "conj",
        "relcl",
        "acl",
        "advcl",
        "amod",
        "pcomp",
        "dobj",
        "pobj",
        "prep",
    }:
        above = governor.head
        if governor.dep_ in {"relcl", "acl", "amod"}:
            parts.append(above)
            parts.extend(part for child in above.children if child != governor for part in _phrase(child))
        elif governor.dep_ == "conj" and governor.pos_ not in {"VERB", "AUX"}:
            break
        else:
            shared = {"nsubj", "nsubjpass"} if governor.dep_ == "conj" else {"nsubj", "nsubjpass", "prep", "dobj"}
            for child in above.children:
                if child != governor and child.dep_ in shared and governor not in child.subtree:
                    parts.extend(_phrase(child))
        if governor.dep_ in {"relcl", "acl", "amod"} and above.pos_ in {"NOUN", "PROPN"}:
            # What a noun does is said of its whole clause only where the clause is a copula ("is a country producing").
            if above.dep_ not in {"attr", "dobj", "nsubjpass"}:
                break
        governor = above
        if len(parts) > 40:
            break
    return [
        part
        for part in dict.fromkeys(parts)
        if part.i not in skipped
        and (part.pos_ in {"NOUN", "PROPN", "ADJ", "VERB"} or part.dep_ == "npadvmod")
        and part != token
        and not part.like_num
    ]


def _left_subject(token: Token) -> list[Token]:
    """The nouns before a coordinated verb's auxiliaries back to the joint, where the parser gave them to another verb."""
    own = [child.i for child in token.children if child.i < token.i and child.dep_ in {"aux", "auxpass", "neg"}]
    if token.dep_ != "conj" or not own or any(child.dep_.startswith("nsubj") for child in token.children):
        return []
    found = []
    for part in reversed(token.doc[token.sent.start : min(own)]):
        if part.dep_ == "cc" or part.text in {",", ";", ":"}:
            break
        if part.pos_ in {"NOUN", "PROPN", "ADJ", "VERB"}:
            found.append(part)
    return found


def _following_noun(token: Token) -> list[Token]:
    """The noun right after a verb whose subject is a pronoun without antecedent ("they were found: laboratories …")."""
    pronoun = any(child.dep_.startswith("nsubj") and child.pos_ == "PRON" for child in token.children)
    if not pronoun or any(part.pos_ in {"NOUN", "PROPN"} for part in token.doc[: token.i]):
        return []
    following = [part for part in token.doc[token.i + 1 : token.i + 6] if part.pos_ in {"NOUN", "PROPN"}]
    return following[:1]


def _phrase(token: Token) -> list[Token]:
    """The tokens of a phrase without the clauses that hang on it."""
    if token.dep_ in _CLAUSES or token.dep_ in {"punct", "cc", "aux", "auxpass", "neg", "mark", "det"}:
        return []
    if token.dep_ == "conj" and token.pos_ in {"VERB", "AUX"}:
        return []
    parts = [token]
    for child in token.children:
        if child.dep_ not in {"relcl"}:
            parts.extend(_phrase(child))
    return parts


def _negations(token: Token) -> list[Token]:
    """The words that negate a predicate, those above it whose scope reaches it included."""
    found = _own_negations(token)
    below, here = token, token.head
    while here != below:
        if below.dep_ in {"advcl", "parataxis", "conj"} and not (
            below.dep_ == "conj" and below.pos_ not in {"VERB", "AUX"}
        ):
            break
        if below.dep_ in {"nsubj", "nsubjpass"} and here.pos_ in {"VERB", "AUX"}:
            # A subject's inner clause is outside the verb's negation ("the men who fled were not caught").
            break
        if below.dep_ in {"relcl", "acl"} and any(child.lower_ in _DEFINITE for child in here.children):
            # "did not see the route by which it came": the definite noun and what is said of it stand.
            break
        lemma = here.lemma_.lower()
        if lemma in _DENIALS or lemma in _FAILURES:
            found.append(here)
        elif below.dep_ in {"ccomp", "csubj"} and any(child.lower_ in _EXCLUDED for child in here.children):
            found.append(next(child for child in here.children if child.lower_ in _EXCLUDED))
        if here.pos_ in {"VERB", "AUX", "NOUN", "PROPN", "ADJ", "ADP"}:
            found.extend(part for part in _own_negations(here) if part not in found)
        below, here = here, here.head
    return found


def _own_negations(token: Token) -> list[Token]:
    found = [child for child in token.children if child.dep_ == "neg" or child.lower_ in _NEGATIVE]
    if token.pos_ in {"VERB", "AUX"}:
        for child in token.children:
            if child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr", "prep", "pobj"}:
                found.extend(
                    part for part in child.children if part.lower_ in {"no", "none", "neither", "zero", "not"} and part.i < child.i + 1
                )  # fmt: skip
    if token.dep_ in {"pobj", "pcomp"} and token.head.lower_ == "without":
        found.append(token.head)
    return list(dict.fromkeys(found))


def _is_doubtful(token: Token) -> bool:
    for part in (token, *token.ancestors):
        for child in part.children:
            if child.dep_ == "mark" and child.lower_ in {"if", "unless", "whether"}:
                return True
            if child.dep_ in {"aux"} and child.lower_ in {"may", "might", "could", "would"}:
                return True
    return token.doc[len(token.doc) - 1].text == "?"
