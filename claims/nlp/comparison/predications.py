"""Who does what in a sentence, with its polarity: "Peru is no exporter of coal" is (export, -, {Peru, coal}).

A light reading of the dependency parse. Negation is followed from its word to all it governs: the verb, its object and
the clauses inside it ("does not have laboratories that produce"), through verbs that deny or fail, and doubled back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from claims.nlp.comparison.lexicon import ACTIONS, concept_of, country_of, has_opposite, stem
from claims.nlp.comparison.roles import AMOUNTS, Roles, roles_of, stem_of
from claims.nlp.types import Span

_SPEECH = frozenset(
    "say tell add state report announce declare explain insist claim argue note stress maintain warn assert contend "
    "believe think write confirm acknowledge concede admit repeat reiterate point emphasise emphasize highlight "
    "specify testify assure complain remark conclude estimate find disclose reveal according mean hold recall reply "
    "continue answer comment observe affirm pledge promise vow swear allege suggest calculate record show quote "
    "cite".split()
)
_DENIALS = frozenset("deny refute reject dismiss dispute contradict disclaim rebut".split())
_FAILURES = frozenset("fail refuse decline neglect cease stop refrain avoid prevent".split())
_NEGATIVE = frozenset(
    "not n't n’t never no none nobody nothing neither nor without nowhere hardly scarcely cannot zero".split()
)
_DETERMINERS = frozenset("no none neither zero not".split())
_EXCLUDED = frozenset("excluded false untrue impossible unthinkable ruled".split())
# Where a predicate stands under another word by one of these, the words above may be its arguments too.
_SHARING = frozenset("attr acomp oprd xcomp conj relcl acl advcl amod pcomp dobj pobj prep".split())
_PLANS = frozenset("plan intend mean schedule expect propose prepare want threaten aim".split())
_CORE = frozenset({"nsubj", "nsubjpass", "dobj", "attr", "npadvmod", "dative"})
_OF_ALL = frozenset("no none nobody nothing never neither without".split())
_PARTS = frozenset(
    "some several few many most half more fewer less only other another certain certainly part both".split()
)
_DEFINITE = frozenset("the this that these those its his her their our my your".split())
_LIGHT = frozenset("be have do make take get go give put let keep want seem appear become".split())
_CLAUSES = frozenset({"advcl", "ccomp", "parataxis", "csubj"})


@dataclass(frozen=True, slots=True)
class Predication:
    """One predicate: its concept, sign (after negation), the stems it is about, and where it and its negation stand."""

    concept: str
    sign: int
    arguments: frozenset[str]
    core: frozenset[str]  # those of the subject and the object: who does it, and to what
    names: frozenset[str]
    roles: Roles
    span: Span
    negations: tuple[Span, ...]
    lexical: bool  # the sign rests on a word with an opposite ("ban"), not on negation alone
    doubtful: bool  # conditional, hypothetical or a question: never compared
    partial: bool  # said of some, of a number, or up to a time: its opposite may hold of the rest
    universal: bool  # denied of all: "no child", "never", "nobody"
    future: bool
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
            if token.pos_ == "NOUN" and token.dep_ == "dobj" and _denies(token.head):
                # Who rules out a leak denies that there was one.
                own = stem_of(token)
                found.append(
                    replace(
                        predication,
                        concept="exist",
                        arguments=predication.arguments | {own},
                        core=frozenset({own}),
                        lexical=False,
                    )
                )
    return tuple(found)


def _is_predicate(token: Token) -> bool:
    if token.lemma_.lower() in {"stay", "remain"} and any(
        child.dep_ in {"acomp", "attr", "oprd"} for child in token.children
    ):
        return False
    if _is_there(token):
        return True
    if token.pos_ == "NOUN" and token.dep_ == "dobj" and _denies(token.head):
        # "ruled out a link", "denied involvement"
        return True
    if token.dep_ == "amod" and token.head.dep_ != "attr":
        # "the completed trial": taken for granted, not said.
        return False
    if token.pos_ == "VERB":
        return token.lemma_.lower() not in _LIGHT or token.lemma_.lower() == "have"
    if token.pos_ == "AUX":
        return False
    if token.dep_ in {"attr", "acomp", "oprd"} and not _is_there(token.head):
        return token.pos_ in {"NOUN", "PROPN", "ADJ", "ADV"}
    if token.dep_ == "prep" and token.lower_ == "against":
        return True
    # Nouns of action whose word has an opposite: "a ban on", "the increase in", "in favour of".
    return token.pos_ == "NOUN" and token.lemma_.lower() in ACTIONS


def _is_not_before(token: Token) -> bool:
    """ "Will not open before May": it will open."""
    if not any(child.dep_ == "neg" for child in token.children):
        return False
    return any(
        child.dep_ == "prep"
        and child.lower_ in {"before", "until", "till"}
        and any(part.ent_type_ == "DATE" for part in child.subtree)
        for child in token.children
    )


def _is_there(token: Token) -> bool:
    """ "There is", "there are"."""
    return token.lemma_ == "be" and any(child.dep_ == "expl" for child in token.children)


def _denies(token: Token) -> bool:
    """Whether a verb denies what it governs: "deny", "fail to", "rule out"."""
    lemma = token.lemma_.lower()
    out = lemma == "rule" and any(child.lower_ == "out" for child in token.children)
    return out or lemma in _DENIALS or lemma in _FAILURES


def _predication(token: Token, skipped: frozenset[int]) -> Predication | None:
    lemma = token.lemma_.lower()
    concept, sign = concept_of(lemma, _particle(token))
    if _is_there(token):
        concept, sign = "exist", 1
    lexical = has_opposite(concept)
    arguments = _arguments(token, skipped) or _following_noun(token)
    if not arguments:
        return None
    negations = [] if _is_not_before(token) else _negations(token)
    if len(negations) % 2:
        sign = -sign
    return Predication(
        concept=concept,
        sign=sign,
        arguments=frozenset(stem_of(part) for part in arguments) - {concept, stem(lemma), ""},
        core=frozenset(stem_of(part) for part in _core(token, arguments)) - {concept, stem(lemma), ""},
        names=frozenset(stem_of(part) for part in arguments if part.pos_ == "PROPN" or country_of(part.text)) - {""},
        roles=roles_of(token),
        span=Span(token.idx, token.idx + len(token)),
        negations=tuple(sorted(Span(part.idx, part.idx + len(part)) for part in negations)),
        lexical=lexical,
        doubtful=_is_doubtful(token) or (not negations and _is_unasserted(token)),
        partial=_is_partial(token),
        universal=any(part.lower_ in _OF_ALL for part in negations),
        future=_is_future(token),
        rank=sum(1 for ancestor in token.ancestors if ancestor.i not in skipped and ancestor.pos_ in {"VERB", "AUX"}),
    )


def _particle(token: Token) -> str:
    for child in token.children:
        if child.dep_ == "prt" or (child.dep_ == "prep" and child.lower_ in {"into", "of", "on", "to", "from"}):
            return child.lower_
    return ""


def _arguments(token: Token, skipped: frozenset[int]) -> list[Token]:
    """Content words that a predicate is about: its own phrases, and the subject it shares with the verb above."""
    parts = [part for child in token.children for part in _phrase(child)]
    parts += _left_subject(token)
    governor = token
    while governor.dep_ in _SHARING:
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
        narrows = governor.dep_ in {"relcl", "acl", "amod"} and above.pos_ in {"NOUN", "PROPN"}
        # What a noun does is said of its whole clause only under a copula or an object ("is a country producing").
        if narrows and above.dep_ not in {"attr", "dobj", "nsubjpass"}:
            break
        governor = above
        if len(parts) > 40:
            break
    return [
        part
        for part in dict.fromkeys(parts)
        if part.i not in skipped
        and part.ent_type_ not in AMOUNTS
        and (part.pos_ in {"NOUN", "PROPN", "ADJ", "VERB"} or part.dep_ == "npadvmod")
        and part != token
        and not part.like_num
    ]


def _left_subject(token: Token) -> list[Token]:
    """The nouns between a joint and a coordinated verb's auxiliaries, where the parser gave them to another verb."""
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
    if token.pos_ == "NOUN" and token.dep_ != "attr" and any(child.lower_ in _DEFINITE for child in token.children):
        return found
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
        if below.dep_ in {"ccomp", "xcomp"} and below.i < here.i:
            # "we work well together, there are no differences": a clause set beside the main one, not under it.
            break
        if _denies(here):
            found.append(here)
        elif below.dep_ in {"ccomp", "csubj"} and any(child.lower_ in _EXCLUDED for child in here.children):
            found.append(next(child for child in here.children if child.lower_ in _EXCLUDED))
        if here.pos_ in {"VERB", "AUX", "NOUN", "PROPN", "ADJ", "ADP"}:
            found.extend(part for part in _own_negations(here) if part not in found)
        below, here = here, here.head
    return found


def _own_negations(token: Token) -> list[Token]:
    """Negating words that hang on a predicate itself or, for a verb, on its subject, object or preposition."""
    near = [child for child in token.children if child.dep_ == "neg" or child.lower_ in _NEGATIVE]
    if token.pos_ in {"VERB", "AUX"}:
        for child in token.children:
            if child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr", "prep", "pobj"}:
                near.extend(part for part in child.children if part.lower_ in _DETERMINERS and part.i < child.i)
    if token.dep_ in {"pobj", "pcomp"} and token.head.lower_ == "without":
        near.append(token.head)
    return [part for part in dict.fromkeys(near) if not _is_contrast(part) and not _is_only(part)]


def _is_contrast(negation: Token) -> bool:
    """Whether "not" sets one phrase against another ("not the mayor but the council signed") and negates no verb."""
    if negation.lower_ != "not" or (negation.i and negation.nbor(-1).pos_ in {"AUX", "VERB"}):
        return False
    if negation.i and (negation.nbor(-1).text == "," or negation.nbor(-1).dep_ == "cc"):
        # "by bridges, not by walls"
        return True
    sentence = negation.sent
    return any(part.lower_ == "but" for part in sentence if part.i > negation.i) or negation.i == sentence.start


def _is_only(negation: Token) -> bool:
    """ "not only" and "no later than" say more, not less; "not until" and "not before" set a time."""
    following = [part.lower_ for part in negation.doc[negation.i + 1 : negation.i + 3]]
    return bool(following) and (
        following[0] in {"only", "just", "merely", "later", "fewer", "less", "more", "until", "before"}
    )


def _core(token: Token, arguments: list[Token]) -> list[Token]:
    """Of the arguments, the heads of subject and object with their compounds; all of them where there is neither."""
    heads = [
        part
        for part in arguments
        if part.dep_ in _CORE or (part.dep_ == "pobj" and part.head.lower_ in {"of", "by", "on"})
    ]
    compounds = [
        part for part in arguments if part.dep_ in {"compound", "npadvmod", "amod", "poss"} and part.head in heads
    ]
    return heads + compounds or arguments


def _is_partial(token: Token) -> bool:
    around = [
        *token.children,
        *(token.head.children if token.dep_ in {"attr", "acomp", "xcomp", "relcl", "acl"} else ()),
    ]
    for child in around:
        if child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"}:
            for part in child.subtree:
                if part.head == child and (part.dep_ == "nummod" or part.lower_ in _PARTS):
                    return True
            if child.lower_ in _PARTS or child.like_num:
                return True
        if child.lower_ in {"until", "till", "before", "unless"}:
            return True
    return False


def _is_unasserted(token: Token) -> bool:
    """Whether a predicate only narrows down a noun ("all states that produce it") or names a purpose ("needed to")."""
    if token.dep_ in {"relcl", "acl"}:
        noun = token.head
        found = noun.dep_ in {"attr", "ROOT", "dobj", "nsubjpass", "conj", "appos"}
        if noun.dep_ == "dobj":
            found = concept_of(noun.head.lemma_.lower())[0] in {"exist", "have"}
        generic = any(child.lower_ in {"all", "any", "every", "those", "each"} for child in noun.children)
        return not found or generic
    infinitive = any(child.dep_ == "aux" and child.lower_ == "to" for child in token.children)
    return infinitive and token.head.pos_ in {"ADJ", "NOUN"}


def _is_future(token: Token) -> bool:
    verbs = [token] if token.pos_ == "VERB" else [token, token.head]
    if token.dep_ in {"xcomp", "attr", "acomp"}:
        verbs.append(token.head)
    for verb in verbs:
        if verb.lemma_.lower() in _PLANS:
            return True
        if any(
            child.dep_ == "aux" and child.lower_ in {"will", "shall", "’ll", "'ll", "wo"} for child in verb.children
        ):
            return True
    return any(ancestor.lemma_.lower() in _PLANS for ancestor in token.ancestors)


def _is_doubtful(token: Token) -> bool:
    opening = token.sent[0]
    if opening.lower_ in {"should", "were", "had"} and not any(
        part.text == "," for part in token.doc[opening.i : token.i]
    ):
        return True
    for part in (token, *token.ancestors):
        for child in part.children:
            if child.dep_ == "mark" and child.lower_ in {"if", "unless", "whether"}:
                return True
            if child.dep_ == "aux" and child.lower_ in {"may", "might", "could", "would"}:
                return True
    return token.doc[len(token.doc) - 1].text == "?"
