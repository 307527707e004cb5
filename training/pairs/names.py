"""Alterations of names and causes: another holder of a role that only one can hold, another cause, another name.

A person put in place of another contradicts only in a role for one: who won, who was appointed, who is the nominee.
Anywhere else both can be true, and the pair is unrelated however alike it looks.
"""

import random
import re
from collections.abc import Iterator

from spacy.tokens import Span as Phrase

from training.pairs.contents import SUBJECTS, Content
from training.pairs.corpus import Corpus, causes_of
from training.pairs.edits import Alteration, Edit
from training.pairs.scope import another_place, places_of

_SOLE_OBJECT = frozenset(
    "nominate elect appoint name choose select succeed replace kill shoot marry pick defeat".split()
)
_SOLE_SUBJECT = frozenset("win lead found invent write kill".split())
_SOLE_MATTER = frozenset(
    "state election primary race caucus caucuses nomination contest debate vote presidency field pack poll polls "
    "bill law letter book speech iowa ohio florida carolina hampshire nevada".split()
)
_RIVALRY = frozenset("nominee nomination frontrunner lead leads ahead percent % won winning".split())
_SUPERLATIVE = re.compile(
    r"\b(?:the (?:only|first|last|next|current|frontrunner|front-runner|nominee|winner|leader|president|author|"
    r"founder|eventual|presumptive|likely|best|most|top)|second place|third place)\b"
)
_SHORT_FORMS = {
    "United States": "U.S.", "Republican Party": "GOP",
    "Federal Bureau of Investigation": "FBI", "National Rifle Association": "NRA", "Islamic State": "ISIS",
    "European Union": "EU",
    "United Nations": "U.N.", "Supreme Court": "high court",
    "Affordable Care Act": "Obamacare", "Democratic National Committee": "DNC", "Republican National Committee": "RNC",
    "Internal Revenue Service": "IRS", "Central Intelligence Agency": "CIA", "American Civil Liberties Union": "ACLU",
    "Trans-Pacific Partnership": "TPP", "Environmental Protection Agency": "EPA",
    "Department of Justice": "Justice Department",
    "Department of Homeland Security": "Homeland Security Department",
}  # fmt: skip


def alterations(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    """Every kind of name and cause pair that the content allows."""
    yield from _people(content, corpus, rng)
    yield from _scenes(content, corpus, rng)
    yield from _causes(content, corpus, rng)
    yield from same_names(content, corpus, rng)


def _people(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    people = [
        e for e in content.doc.ents if e.label_ == "PERSON" and _known(e, corpus) and not e.text.endswith(("’s", "'s"))
    ]
    people = [e for e in people if e.root.dep_ in {*SUBJECTS, "dobj", "pobj", "attr"} and _once(e, content)]
    if not people:
        return
    person = rng.choice(people)
    other = _another_person(content, corpus, rng, full=" " in person.text)
    if not other:
        return
    edit = (Edit(person.start_char, person.end_char, other),)
    if _sole(person, content) and not content.conditional and not content.negated:
        yield Alteration("another in a sole role", "contradicts", "entity", b=edit)
    elif not content.negated and person.root.dep_ in SUBJECTS and person.root.head == content.root and _many(content):
        yield Alteration("another person", "unrelated", None, b=edit)


def _known(entity: Phrase, corpus: Corpus) -> bool:
    return entity.text in corpus.surnames or entity.text in set(corpus.people)


def _once(entity: Phrase, content: Content) -> bool:
    surname = entity.text.split()[-1]
    return content.text.count(surname) == 1


def _another_person(content: Content, corpus: Corpus, rng: random.Random, *, full: bool) -> str:
    near = [p.speaker for p in corpus.speakers_of.get(content.article, ())]
    options = [n for n in corpus.surnames.values() if n.split()[-1] not in content.text]
    closer = [n for n in options if n in near]
    if not options:
        return ""
    name = rng.choice(closer if closer and rng.random() < 0.5 else options)
    return name if full else name.split()[-1]


def _sole(person: Phrase, content: Content) -> bool:
    """Whether only one person can fill the role the content gives."""
    token, root = person.root, content.root
    if token.dep_ in {"nsubjpass", "dobj", "oprd"} and token.head == root and root.lemma_ in _SOLE_OBJECT:
        return token.dep_ == "nsubjpass" or root.lemma_ not in {"name", "choose", "kill"}
    if token.dep_ not in SUBJECTS or token.head != root or any(c.dep_ == "conj" for c in token.children):
        return False
    objects = {t.lower_ for c in root.children if c.dep_ in {"dobj", "prep", "attr"} for t in c.subtree}
    if root.lemma_ in _SOLE_SUBJECT:
        return bool(objects & _SOLE_MATTER)
    after = content.text[content.end(root) : content.end(root) + 34]
    return (
        root.lemma_ in {"be", "finish", "become", "remain"}
        and bool(_SUPERLATIVE.search(after))
        and bool(re.match(r"\s?(?:the|in (?:first|second)|second|third|\w+ the)\b", after))
    )


def _many(content: Content) -> bool:
    """Whether the same can hold of another person as well."""
    root = content.root
    objects = {t.lower_ for t in content.doc}
    return (
        not _SUPERLATIVE.search(content.text)
        and root.lemma_ not in {*_SOLE_SUBJECT, *_SOLE_OBJECT, "beat", "trail", "become"}
        and not objects
        & {"nominee", "nomination", "frontrunner", "lead", "leads", "ahead", "percent", "%", "won", "winning"}
    )


def _scenes(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    """Where a single event took place."""
    root = content.root
    if (
        content.negated
        or content.conditional
        or root.lemma_ not in {"bear", "die", "hold", "happen", "occur", "kill", "arrest", "bury", "crash", "take"}
    ):
        return
    if root.lemma_ == "hold" and content.subject.dep_ != "nsubjpass":
        return
    if root.lemma_ == "take" and not any(c.lower_ == "place" for c in root.children):
        return
    for start, end, kind, inside in places_of(content, corpus):
        token = next(t for t in content.doc if t.idx >= start)
        if inside and root in (token.head.head, token.head.head.head):
            other = another_place(content, corpus, rng, kind)
            if other:
                yield Alteration("another place of an event", "contradicts", "place", b=(Edit(start, end, other),))
                return


def _causes(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    found = causes_of(content)
    if not found or content.conditional:
        return
    start, end, words = found[0]
    lead = re.search(r"(because of|due to|as a result of|thanks to)\s*$", content.text[:start])
    if content.negated or not lead:
        return
    options = [
        c
        for c in corpus.causes
        if not c.startswith(("the fact", "his", "her", "their", "our", "my"))
        and not set(c.lower().split()) & set(words.lower().split()) - {"the", "of", "a", "and", "in"}
    ]
    if not options:
        return
    other = rng.choice(options)
    yield Alteration("another cause", "contradicts", "cause", b=(Edit(start, end, other),))
    yield Alteration(
        "not this cause",
        "contradicts",
        "cause",
        b=(Edit(lead.start(), lead.start(), f"not {lead.group(1)} {words} but "), Edit(start, end, other)),
    )
    leads = [x for x in ("because of", "due to", "as a result of", "owing to", "on account of") if x != lead.group(1)]
    yield Alteration("cause in other words", "restates", None, b=(Edit(lead.start(), lead.end(1), rng.choice(leads)),))


def same_names(content: Content, corpus: Corpus, rng: random.Random) -> Iterator[Alteration]:
    """The same person or body by a longer or shorter name."""
    edits = []
    for entity in content.doc.ents:
        if entity.label_ == "PERSON" and _once(entity, content):
            name = entity.text
            if (
                " " not in name
                and name in corpus.surnames
                and not re.search(r"[A-Z][\w.]*\s$", content.text[: entity.start_char])
            ):
                edits.append(Edit(entity.start_char, entity.end_char, corpus.surnames[name]))
            elif name in corpus.surnames.values():
                edits.append(Edit(entity.start_char, entity.end_char, name.split()[-1]))
    for long, short in _SHORT_FORMS.items():
        for one, two in ((long, short), (short, long)):
            at = content.text.find(one)
            if (
                one[0].isupper()
                and at >= 0
                and not re.match(r"\w", content.text[at + len(one) :])
                and (at == 0 or not content.text[at - 1].isalnum())
            ):
                after = content.text[at + len(one) :]
                if not after.startswith("-") and not any(e.start < at + len(one) and at < e.end for e in edits):
                    edits.append(
                        Edit(at, at + len(one), "Republican" if one == "GOP" and re.match(r" [a-z]", after) else two)
                    )
                break
    if edits:
        kept = tuple(edits) if rng.random() < 0.7 else (rng.choice(edits),)
        yield Alteration("name in other form", "restates", None, b=kept)
