"""Names the different fillers of one role: who did it, from where it came, where it began.

Active and passive meet ("Northgate bought the mill", "the mill was bought by Corvin Ltd"), as do "sell to" and "buy".
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from claims.nlp.comparison.claim import ClaimFeatures
from claims.nlp.comparison.clash import Clash, Phrase, different_things, parsed, phrase_of, same_thing
from claims.nlp.comparison.lexicon import STANCE_CONCEPTS, TREND_CONCEPTS, stem
from claims.nlp.comparison.predications import Predication
from claims.nlp.types import Axis, Span

# What many can do to one thing at once: two who did it are no clash. Two causes are, but not of actors.
_BY_MANY = frozenset("exist have know continue true majority public obey confirm cause meet".split()) | set(
    map(stem, "say work see hear visit call ask want need use help watch attend follow join include show face".split())
)
_RELATIVE = frozenset("that which who".split())
_PLACES = frozenset("in at on inside near".split())


@dataclass(frozen=True, slots=True)
class Event:
    """Something said to happen or to be, with the phrases that fill its roles."""

    concept: str
    sign: int
    future: bool
    roles: dict[str, Phrase]


def actor_clash(a: ClaimFeatures, b: ClaimFeatures) -> Clash | None:
    """The first role of one event that the two claims fill differently, with the words of both fillers, or None.

    The rest of the event must be the same thing for sure; claims of different days speak of different events.
    """
    theirs = [] if other_days(a, b) else find_events(b)
    for p in find_events(a):
        for q in theirs:
            if (p.concept, p.sign, p.future) == (q.concept, q.sign, q.future):
                role = _differing_role(p.roles, q.roles)
                if role:
                    return Clash(Axis.ENTITY, (p.roles[role].span,), (q.roles[role].span,))
    return None


def other_days(a: ClaimFeatures, b: ClaimFeatures) -> bool:
    """Whether both claims name days and none is the same: they speak of different events."""
    return bool(a.days and b.days) and not any(p.overlaps(q) for p in a.days for q in b.days)


def _differing_role(a: dict[str, Phrase], b: dict[str, Phrase]) -> str:
    """The one role filled by different things beside the same subject or object, or ""."""
    shared = [role for role in a if role in b]
    differing = [role for role in shared if different_things(a[role], b[role])]
    same = {role for role in shared if same_thing(a[role], b[role])}
    if len(differing) != 1 or differing[0] == "patient":
        # One can do the same to many things.
        return ""
    (role,) = differing
    if role == "agent":
        return role if "patient" in same else ""
    certain = all(core in same for core in ("agent", "patient") if core in a and core in b)
    # A pronoun is enough for what was done, not for where.
    named = any(core in same and "pronoun" not in {a[core].sort, b[core].sort} for core in ("agent", "patient"))
    return role if certain and named else ""


def find_events(claim: ClaimFeatures) -> list[Event]:
    """What a claim asserts to happen, with at least two roles filled."""
    at = {predication.span: predication for predication in claim.predications}
    found = []
    for token in parsed(claim.view.text):
        predication = at.get(Span(token.idx, token.idx + len(token)))
        if predication is None or predication.negations or predication.doubtful:
            continue
        event = _identity(token, predication) if token.dep_ == "attr" else _action(token, predication)
        if event and len(event.roles) > 1:
            found.append(event)
    return found


def _action(token: Token, predication: Predication) -> Event | None:
    concept = predication.concept
    if concept in _BY_MANY | STANCE_CONCEPTS or token.pos_ not in {"VERB", "ADJ"}:
        return None
    roles: dict[str, Phrase] = {}
    for holder in {token, token.head} if token.dep_ == "acomp" else {token}:
        for child in holder.children:
            role, noun = _filler(child)
            if phrase := phrase_of(noun):
                roles.setdefault(role, phrase)
    if "agent" not in roles and (phrase := phrase_of(_borrowed_subject(token))):
        roles["agent"] = phrase
    if concept in TREND_CONCEPTS:
        # "Raised" and "rocketed" are one trend but two deeds; where it is seen is its scope.
        concept = token.lemma_.lower()
        roles.pop("where", None)
    if concept == "sell":
        # Who sells is whom it is bought from.
        turned = {"from": roles.get("agent"), "agent": roles.get("to"), "patient": roles.get("patient")}
        concept, roles = "buy", {role: phrase for role, phrase in turned.items() if phrase}
    return Event(concept, predication.sign, predication.future, roles)


def _identity(token: Token, predication: Predication) -> Event | None:
    """ "The buyer is Northgate", "Northgate is the buyer": the described one as patient, the named one as agent."""
    subjects = [child for child in token.head.children if child.dep_ == "nsubj"]
    both = [phrase_of(subject) for subject in (*subjects[:1], token)]
    named = [phrase for phrase in both if phrase and phrase.sort in {"name", "country"}]
    described = [phrase for phrase in both if phrase and phrase.sort == "noun" and phrase.definite]
    if token.head.lemma_ != "be" or not named or not described:
        return None
    return Event("be", 1, predication.future, {"agent": named[0], "patient": described[0]})


def _filler(child: Token) -> tuple[str, Token | None]:
    """The role of a verb's child and the noun that fills it."""
    if child.dep_ == "nsubj" and child.lower_ not in _RELATIVE:
        return "agent", child
    if child.dep_ in {"nsubjpass", "dobj"} and child.lower_ not in _RELATIVE:
        return "patient", child
    if child.dep_ in {"agent", "prep"}:
        noun = next((part for part in child.children if part.dep_ == "pobj" and part.ent_type_ != "DATE"), None)
        word = "agent" if child.dep_ == "agent" else child.lower_
        if word in {"agent", "from", "to"}:
            return word, noun
        if word in _PLACES:
            return "where", noun
        if word == "for" and child.head.lemma_ in {"bind", "head", "destine"}:
            return "to", noun
    return "", None


def _borrowed_subject(verb: Token) -> Token | None:
    """The subject of the verb before ("came and bought"), or the one that "it was ... that" puts first."""
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB":
        return next((child for child in verb.head.children if child.dep_ == "nsubj"), None)
    if verb.dep_ == "relcl" and any(child.dep_ == "nsubj" and child.lower_ in _RELATIVE for child in verb.children):
        copula = next((above for above in verb.ancestors if above.lemma_ == "be"), verb)
        beside = {child.dep_: child for child in copula.children}
        if "nsubj" in beside and beside["nsubj"].lower_ == "it":
            return beside.get("attr")
    return None
