"""he, she, his, her -> the one person it can be; it, its -> the body that says so of itself.

One person of that sex in this paragraph and the one before, and nobody of unknown sex or without a name: else it stays.
"""

from __future__ import annotations

import re

from spacy.tokens import Token

from claims.nlp.attribution.spans import within
from claims.nlp.attribution.standalone.said import NOMINATIVE, Said, body_name, finite, full_name, genitive, span_of
from claims.nlp.countries import country, is_seat
from claims.nlp.roles import DELEGATIONS, GOVERNMENTS, INSTITUTIONS, ROLES
from claims.nlp.types import Filling, Span, SpeakerKind

_SEX = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_HUMAN = ROLES | frozenset(
    """
        man woman boy girl child baby teenager youth adult person someone somebody anyone anybody suspect victim
        defendant accused patient client customer friend colleague boss uncle aunt cousin nephew niece grandfather
        grandmother grandson granddaughter parent sibling twin partner fiance fiancee boyfriend girlfriend spouse
        counterpart successor predecessor opponent rival guest host passenger tourist visitor migrant refugee soldier
        gunman attacker assailant thief killer murderer robber prisoner inmate detainee fugitive bride groom chef maker
        cook pilot captain sergeant agent insider employee employer voter tenant landlord buyer seller hero star
        celebrity leader founder heir veteran pensioner pal breeder forecaster pollster incumbent appointee nominee
        """.split()
)
_PERSON_ENDING = re.compile(r"(?:ist|ian|man|woman|person|crat|ster)$")
_NOT_A_PERSON = frozenset("list mist twist fist human disaster register minister poster cluster roster".split())
# What only someone who decides can do: the subject of these is no weather, no day, no event.
_WILLED = frozenset(
    """
        plan expect intend hope want aim decide agree refuse reject deny regret welcome support oppose condemn appeal
        sue hire invest buy sell pay apologise apologize investigate cooperate comply consider believe know offer
        propose seek urge demand warn notify inform tell ask receive respond review check send lift follow act strive
        """.split()
)
_TOLD = frozenset({"tell", "notify", "inform", "consult", "ask", "warn", "approach", "contact", "invite"})
_GROUPS = DELEGATIONS | GOVERNMENTS | INSTITUTIONS


def persons_again(said: Said) -> list[Filling]:
    """Fillings for the first pronoun of each sex in every span of the content: a second may mean another."""
    found = []
    for span in said.item.content:
        seen = set()
        for token in said.tokens(span):
            sex = _SEX.get(token.lower_)
            if sex is None or sex in seen or token.tag_ not in ("PRP", "PRP$"):
                continue
            seen.add(sex)
            person = _meant(said, token, sex, span)
            name = "" if person is None else full_name(said, person)
            if name:
                found += _person_filled(token, name)
    return found


def _person_filled(token: Token, name: str) -> list[Filling]:
    if token.tag_ == "PRP$":
        return [Filling(span_of(token), genitive(name))]
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    short = after.lower_.replace("’", "'") if after is not None and after.idx == token.idx + len(token) else ""
    if not short.startswith("'"):
        return [Filling(span_of(token), name)]
    # Next to a name "'s" would be read as the genitive.
    full = {"'ll": " will", "'d": _had_or_would(token)}.get(short, "")
    return [Filling(span_of(token), name), Filling(span_of(after), full)] if full and after is not None else []


def _had_or_would(token: Token) -> str:
    verb = token.head
    return {"VB": " would", "VBN": " had"}.get(verb.tag_, "") if verb.i > token.i + 1 else ""


def _meant(said: Said, token: Token, sex: str, span: Span) -> int | None:
    """The one person that a pronoun can mean, named in its sentence or the one before."""
    speaker = said.person
    if said.speaker is None or said.speaker.kind is SpeakerKind.UNNAMED:
        return None
    opens = token.dep_ in NOMINATIVE and not any(t.pos_ in ("VERB", "AUX") for t in said.tokens(span) if t.i < token.i)
    # The subject of the first clause goes on from what was said last; any other may reach back further.
    before = Span(said.paragraph(token.idx, back=1).start if opens else 0, token.idx)
    mentions = said.people.named_in(before)
    reported = not said.quoted(token)
    fitting = {n for _, who in mentions for n in who if said.people.persons[n].sex in ("", sex)}
    if speaker is not None:
        if reported and said.people.persons[speaker].sex in ("", sex):
            fitting.add(speaker)
        elif not reported:
            fitting.discard(speaker)
    if len(fitting) != 1:
        return None
    person = fitting.pop()
    known = [where for where, who in mentions if who == (person,)]
    if said.people.persons[person].sex != sex or any(len(who) > 1 for _, who in mentions):
        return None
    here = [where for where, who in said.people.named_in(_sentence_of(token, span)) if person in who]
    is_near = person == speaker or any(where.start >= _sentence_before(said, token) for where in known)
    if here or not is_near or any(where.start >= span.start for where in known):
        return None
    own = [*known, *(said.item.source if person == speaker else ())]
    return None if _goes_back(said, before, known, sex) or _others(said, before, own) else person


def _sentence_of(token: Token, span: Span) -> Span:
    """What of the pronoun's sentence lies in the content."""
    return Span(max(span.start, token.sent.start_char), min(span.end, token.sent.end_char))


def _sentence_before(said: Said, token: Token) -> int:
    """Where the sentence before the pronoun's begins, in its paragraph or the one before."""
    sentence = token.sent
    if sentence.start == 0:
        return int(sentence.start_char)
    before = said.parsed.doc[sentence.start - 1]
    while before.is_space and before.i > 0:
        before = before.nbor(-1)
    return int(before.sent.start_char)


def _goes_back(said: Said, before: Span, known: list[Span], sex: str) -> bool:
    """Whether a pronoun before the name shows that someone was spoken of before: "her mother, X, said she …"."""
    first = min((where.start for where in known), default=before.end)
    return any(
        _SEX.get(token.lower_) == sex and before.start <= token.idx < first and span_of(token) not in said.item.source
        for token in said.parsed.tokens(before)
    )


def _others(said: Said, before: Span, own: list[Span]) -> bool:
    """Whether someone else may be meant: people without a name, or unread names."""
    named = [where for where, _ in said.people.named_in(before)]
    for token in said.parsed.tokens(before):
        at = span_of(token)
        if at.start < before.start or any(within(at, where) for where in (*named, *own)):
            continue
        if _may_be_human(token) and not _belongs(token, own):
            return True
    return False


def _may_be_human(token: Token) -> bool:
    lemma = token.lemma_.lower()
    if token.tag_ in ("NN", "NNP") and (
        lemma in _HUMAN or (_PERSON_ENDING.search(lemma) and lemma not in _NOT_A_PERSON)
    ):
        return True
    if token.ent_type_ == "PERSON":
        return True
    if token.tag_ != "NNP" or token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj", "poss", "conj", "appos"):
        return False
    alone = not any(child.dep_ == "compound" for child in token.children)
    is_known = country(token.text) or is_seat(token.text) or token.text.isupper() or token.lower_ in _GROUPS
    # A lone surname often passes for a place or a firm.
    return not is_known and alone and token.ent_type_ in ("", "GPE", "ORG")


def _belongs(token: Token, own: list[Span]) -> bool:
    """Whether a noun stands for the person in their own phrase: title, apposition, "X is a lawyer"."""

    def is_own(other: Token) -> bool:
        return any(within(span_of(other), where) for where in own)

    if token.dep_ in ("compound", "appos", "nmod") and is_own(token.head):
        return True
    if any(child.dep_ in ("appos", "compound") and is_own(child) for child in token.children):
        return True
    return token.dep_ == "attr" and any(child.dep_ == "nsubj" and is_own(child) for child in token.head.children)


def bodies_again(said: Said) -> list[Filling]:
    """ "The ministry said it had been told …", "… its figures …": the body itself, right at the head of its words."""
    body = said.speaker
    if body is None or said.person is not None or not said.item.source or not said.all_tokens:
        return []
    name = body_name(said, body)
    token = next((token for token in said.all_tokens if token.lower_ != "that"), said.all_tokens[0])
    if not name or said.quoted(token) or said.source_words.lower() in ("it", "they"):
        return []
    if not (token.lower_ == "it" and _wills(token)) or _other_bodies(said, token):
        return []
    return [Filling(span_of(token), name)]


def _wills(token: Token) -> bool:
    """Whether the verb tells of a decision, or of a message received."""
    verb = token.head
    if token.dep_ == "nsubjpass":
        return verb.lemma_.lower() in _TOLD
    return token.dep_ == "nsubj" and verb.lemma_.lower() in _WILLED and finite(verb).text not in ("'s", "’s")


def _other_bodies(said: Said, token: Token) -> bool:
    """Whether another body stands in the sentence or the one before, outside the source."""
    start = _sentence_before(said, token)
    for other in said.parsed.tokens(Span(start, token.idx)):
        at = span_of(other)
        if any(within(at, span) for span in said.item.source):
            continue
        if other.ent_type_ in ("ORG", "NORP", "GPE") or (other.tag_ in ("NN", "NNP") and other.lower_ in _GROUPS):
            return True
        if other.tag_ == "NNP" and other.dep_ in NOMINATIVE and other.ent_type_ != "PERSON":
            return True
    return False
