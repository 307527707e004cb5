"""Direct quotations -> who is said to have said them.

Decides which quotations are speech (not titles or words in quotation marks within the writer's own sentence), and
finds for each the verb outside the marks that attributes it: behind ("…", said X), before (X said: "…"), or carried
over from the quotation it continues. Reads the order of the words first and the parse second, since the parser is
least reliable around quotation marks.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from claims.nlp.attribution.cues import Takes, acts
from claims.nlp.attribution.floating import leads_in
from claims.nlp.attribution.grammar import (
    cue_lemma,
    is_cue_verb,
    is_verb,
    noun_phrase,
    own_subject,
    preposition_object,
    subject,
)
from claims.nlp.parsing import ParsedText
from claims.nlp.quotations import Quotation
from claims.nlp.types import Span

_TERMINAL = frozenset(".!?…")
_BEFORE_SPEECH = frozenset(".!?:,;—–-…)]”»\"’'•*")
_MESSAGES = frozenset("message letter note email e-mail post statement tweet word words".split())
# Words that lead from a quotation to its verb: "…", the minister also said.
_REACH = 30


@dataclass
class Speech:
    """Quotations that one verb (or a colon, or nothing) attributes."""

    quotations: list[int]
    verb: Token | None = None
    source: list[Token] = field(default_factory=list)
    colon: Token | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """A quotation with the tokens around it in its paragraph, up to the neighbouring quotations."""

    number: int
    before: list[Token]
    after: list[Token]


def attribute(parsed: ParsedText) -> tuple[list[Speech], set[int]]:
    """Speeches in order, and the indices of all quotations that are speech."""
    places = [place for place in _places(parsed) if _is_speech(parsed, place)]
    speaking = {place.number for place in places}
    found: list[Speech] = []
    owner: dict[int, Speech] = {}
    for place in places:
        quotation = parsed.quotations[place.number]
        cue = _behind(parsed, place) or _ahead(parsed, place)
        previous = owner.get(place.number - 1)
        if cue is None and previous is not None and (quotation.continues or _goes_on(parsed, place, previous)):
            previous.quotations.append(place.number)
            owner[place.number] = previous
            continue
        if cue is not None:
            same = next(
                (s for s in found if s.verb is not None and cue.verb is not None and s.verb.i == cue.verb.i), None
            )
            if same is not None:
                same.quotations.append(place.number)
                owner[place.number] = same
                continue
        speech = cue or Speech([])
        speech.quotations = [place.number]
        # A quotation left open belongs to whoever the one that continues it belongs to.
        if quotation.continues and previous is not None and previous.verb is None and previous.colon is None:
            speech.quotations = [*previous.quotations, place.number]
            found.remove(previous)
            for number in previous.quotations:
                owner[number] = speech
        owner[place.number] = speech
        found.append(speech)
    by_number = {place.number: place for place in places}
    for speech in found:
        if speech.verb is None and speech.colon is None:
            speech.source = _led_to(parsed, by_number[speech.quotations[0]])
    return found, speaking


def _led_to(parsed: ParsedText, place: _Place) -> list[Token]:
    """The speaker whom the sentence before a quotation, or the only one after it, leads to; none in doubt."""
    quotation = parsed.quotations[place.number]
    if quotation.continues:
        return []
    quoted = quotation.inner.of(parsed.text)
    if place.before:
        sentence = [token for token in place.before if token.sent == place.before[-1].sent]
        whole = sentence[0].is_sent_start or sentence[0].i > place.before[0].i
        return leads_in(sentence, quoted) if whole and place.before[-1].text in ".!…" else []
    sentence = [token for token in place.after if token.sent == place.after[0].sent]
    last = bool(sentence) and sentence[-1].i == place.after[-1].i and _ends_paragraph(parsed, sentence[-1])
    return leads_in(sentence, quoted, after=True) if last else []


def _ends_paragraph(parsed: ParsedText, token: Token) -> bool:
    paragraph = parsed.paragraphs[parsed.paragraph_of[token.i]]
    return token.idx + len(token) >= paragraph.end


def _places(parsed: ParsedText) -> list[_Place]:
    places = []
    for number, quotation in enumerate(parsed.quotations):
        inside = parsed.tokens(quotation.span)
        if not inside:
            continue
        paragraph = parsed.paragraph_of[inside[0].i]
        before: list[Token] = []
        after: list[Token] = []
        for step, side in ((-1, before), (1, after)):
            at = inside[0].i - 1 if step < 0 else inside[-1].i + 1
            while 0 <= at < len(parsed.doc) and parsed.paragraph_of[at] == paragraph:
                if _inside_other(parsed, at, number, inside):
                    break
                if not parsed.doc[at].is_space:
                    side.append(parsed.doc[at])
                at += step
        places.append(_Place(number, before[::-1], after))
    return places


def _inside_other(parsed: ParsedText, at: int, number: int, inside: list[Token]) -> bool:
    """Whether the token belongs to another quotation long enough to be speech."""
    other = parsed.quotation_of[at]
    return other not in (-1, number) and len(parsed.quotations[other].inner.of(parsed.text).split()) > 3


def _is_speech(parsed: ParsedText, place: _Place) -> bool:
    """Whether the quotation stands as an utterance of its own, not as words woven into the writer's sentence."""
    quotation = parsed.quotations[place.number]
    inner = quotation.inner.of(parsed.text)
    words = inner.split()
    if not any(character.isalpha() for character in inner):
        return False
    ends = inner[-1] in ".!?,…—"
    last = place.before[-1] if place.before else None
    next_ = place.after[0] if place.after else None
    if not quotation.closed and last is not None and last.text not in (":", ",") and not is_cue_verb(last):
        # A stray mark, unless a quotation stands before it in the paragraph or the next paragraph goes on with it.
        neighbours = parsed.quotations[max(0, place.number - 1) : place.number + 2]
        paragraph = parsed.paragraphs[parsed.paragraph_of[last.i]]
        if not any(q.continues or paragraph.start <= q.span.start < quotation.span.start for q in neighbours):
            return False
    if last is None or last.text in _TERMINAL or last.text in '”»"•*)]':
        leads = True
    elif last.text in (":", ",", ";", "—", "–", "-"):
        leads = len(words) >= 3 or ends
    elif is_cue_verb(last) and acts(cue_lemma(last), Takes.QUOTE):
        # 'said "…" to the press' is still speech; 'said "never again" is its motto' is not.
        leads = ends or next_ is None or not (next_.is_alpha or next_.like_num)
    else:
        return False
    if not leads:
        return False
    if len(words) < 3 and not ends:
        return False
    if next_ is None or ends or next_.is_punct:
        return True
    # Without punctuation at its end, it is speech only where the verb follows: "…" said X.
    return any(is_cue_verb(token) for token in place.after[:4])


def _behind(parsed: ParsedText, place: _Place) -> Speech | None:
    """The verb after the quotation: "…", said X / "…", X said."""
    quotation = parsed.quotations[place.number]
    inner = quotation.inner.of(parsed.text)
    full_stop = inner[-1] == "."
    tail: list[Token] = []
    for token in place.after[:_REACH]:
        if tail and token.text in _TERMINAL:
            break
        tail.append(token)
    while tail and not (tail[0].is_alpha or tail[0].pos_ == "PROPN"):
        if tail[0].text == ".":
            full_stop = True
        tail = tail[1:]
    if not tail:
        return None
    verb = _verb_of(tail)
    if verb is None or not is_cue_verb(verb) or not (acts(cue_lemma(verb), Takes.QUOTE) or _puts_it(verb, tail)):
        return None
    lead = [token for token in tail if token.i < verb.i]
    rest = [token for token in tail if token.i > verb.i]
    inverted = all(token.pos_ in ("ADV", "AUX", "CCONJ", "PUNCT") for token in lead)
    if inverted:
        if full_stop and verb.text[0].isupper():
            return None
        source = _noun_after(verb, rest)
        return Speech([], verb, source) if source else None
    if lead[0].lower_ in ("but", "when", "because", "if", "that", "which", "who", "while", "after", "although"):
        return None
    if full_stop and not _closes_clause(rest):
        return None
    source_head = own_subject(verb)
    source = noun_phrase(source_head, before=verb.i) if source_head is not None and source_head in lead else []
    if not source:
        source = [token for token in lead if token.pos_ not in ("ADV", "AUX")]
    return Speech([], verb, source)


def _puts_it(verb: Token, words: list[Token]) -> bool:
    """ "…", as X put it / X put it this way: "…"."""
    return cue_lemma(verb) == "put" and any(token.lower_ == "it" and token.i == verb.i + 1 for token in words)


def _verb_of(tail: list[Token]) -> Token | None:
    """The main verb of what follows a quotation: past auxiliaries and past clauses within the subject ("the man who won
    the race said"); words the tagger takes for verbs where a title begins ("harbour master X said") are passed too."""
    for number, token in enumerate(tail):
        if not is_verb(token) and not is_cue_verb(token):
            continue
        if is_cue_verb(token) and token.dep_ not in ("relcl", "acl", "amod", "compound"):
            return token
        within_subject = token.dep_ in ("relcl", "acl", "amod", "compound", "aux", "auxpass", "nmod")
        within_subject = within_subject or any(t.lower_ in ("who", "whose", "which") for t in tail[:number])
        if not within_subject and not (number == 0 and token.tag_ in ("VB", "VBP", "NN")):
            return token
    return None


def _noun_after(verb: Token, rest: list[Token]) -> list[Token]:
    """The noun phrase right after an inverted verb; what tells whom ("told reporters") is not it."""
    rest = [token for token in rest if token.pos_ != "ADV" or token.dep_ == "nsubj"]
    if not rest:
        return []
    head = own_subject(verb)
    if head is None or head.i < verb.i:
        first = rest[0]
        if first.pos_ not in ("DET", "PROPN", "NOUN", "PRON", "ADJ", "NUM"):
            return []
        if cue_lemma(verb) == "tell":
            return []
        # The parser took the subject for an object or cut the sentence: climb from its first word within the rest.
        head = first
        while head.head.i > head.i and head.head in rest and head.head.pos_ in ("NOUN", "PROPN"):
            head = head.head
        if head.pos_ == "DET":
            head = next((token for token in rest if token.pos_ in ("NOUN", "PROPN")), head)
    allowed = {token.i for token in rest}
    return [token for token in noun_phrase(head) if token.i in allowed]


def _closes_clause(rest: list[Token]) -> bool:
    """Whether nothing but adverbials follows the verb, as when it attributes what stands before."""
    for token in rest:
        if (
            token.dep_ in ("ccomp", "dobj", "xcomp")
            and token.head in (rest[0].head, token.head)
            and token.head.i < rest[0].i
        ):
            return False
        if token.lower_ in ("that",):
            return False
    return True


def _ahead(parsed: ParsedText, place: _Place) -> Speech | None:
    """The verb before the quotation: X said: "…" / X said, "…" / X said "…"; or "Name: …"."""
    if not place.before:
        return None
    last = place.before[-1]
    if last.text not in (":", ",", "—", "–", "-") and not is_cue_verb(last):
        return None
    lead: list[Token] = []
    for token in reversed(place.before):
        if lead and token.text in _TERMINAL and token.i != last.i:
            break
        lead.insert(0, token)
    verbs = [token for token in lead if is_cue_verb(token) and _can_quote(token, lead, last)]
    if last.text == ",":
        # After a comma the verb must be the last one of the clause, or the comma is only one of the sentence's own.
        others = [token for token in lead if is_verb(token) and token.dep_ not in ("aux", "auxpass")]
        verbs = [verb for verb in verbs if not others or verb.i >= others[-1].i or _governs(verb, others[-1])]
    if verbs:
        verb = verbs[-1]
        head = subject(verb)
        source = (
            noun_phrase(head, before=verb.i if head is not None and head.i < verb.i else None)
            if head is not None
            else []
        )
        source = [token for token in source if parsed.quotation_of[token.i] != place.number]
        return Speech([], verb, source)
    if last.text == ":":
        return _labelled(lead, last)
    return None


def _can_quote(verb: Token, words: list[Token], last: Token) -> bool:
    """Whether the verb can lead to a quotation; "called to reporters: …" only before a colon."""
    return acts(cue_lemma(verb), Takes.QUOTE) is not None or (
        last.text == ":" and (cue_lemma(verb) == "call" or _puts_it(verb, words))
    )


def _governs(verb: Token, other: Token) -> bool:
    return any(ancestor.i == verb.i for ancestor in other.ancestors)


def _labelled(lead: list[Token], colon: Token) -> Speech | None:
    """A speaker's name and a colon before the words, as in a transcript: at most a short phrase, with no verb."""
    words = [token for token in lead if token.i < colon.i]
    sender = _sender(words)
    if sender:
        return Speech([], None, sender, colon)
    if not 1 <= len(words) <= 10 or any(is_verb(token) for token in words):
        return None
    if not any(token.pos_ == "PROPN" for token in words):
        return None
    return Speech([], None, words, colon)


def _sender(words: list[Token]) -> list[Token]:
    """X in "A message from X: …"."""
    for token in words[:4]:
        if token.lower_ in _MESSAGES and not any(is_verb(other) for other in words):
            found = preposition_object(token, "from", "by")
            return noun_phrase(found[1]) if found is not None else []
    return []


def _goes_on(parsed: ParsedText, place: _Place, previous: Speech) -> bool:
    """Whether only the clause that attributes the quotation before stands between the two: "A," X said. "B."."""
    if not place.before:
        return False
    before: Quotation = parsed.quotations[place.number - 1]
    if parsed.paragraphs[parsed.paragraph_of[place.before[0].i]].start > before.span.start:
        return False
    between = Span(before.span.end, parsed.quotations[place.number].span.start)
    tokens = [token for token in place.before if token.idx >= between.start]
    while tokens and tokens[-1].text in "–—-":
        tokens.pop()
    if not tokens or tokens[0].idx - before.span.end > 3:
        return False
    if previous.verb is None or not between.start <= previous.verb.idx < between.end:
        # Attributed from the front or not at all; between the two only a conjunction may stand.
        return len([token for token in tokens if token.is_alpha]) <= 1
    ends = sum(token.text in _TERMINAL for token in tokens[:-1])
    return ends == 0
