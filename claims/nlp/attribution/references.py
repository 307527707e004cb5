"""Whom the source words of each attribution mean: a person, a body, someone never named, or it cannot be told.

Goes through a text once, in order, because "he" and "the minister" depend on who spoke before. Every rule demands that
one reading is left; where two are, the attribution gets both as candidates and no speaker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

from claims.nlp import names
from claims.nlp.attribution import bodies
from claims.nlp.attribution.bodies import Body
from claims.nlp.attribution.cast import OPEN, Cast, Reading
from claims.nlp.attribution.discourse import Discourse, nested, place
from claims.nlp.attribution.offices import Offices
from claims.nlp.attribution.organisations import Organisations
from claims.nlp.attribution.pronouns import SEX, Pronouns
from claims.nlp.attribution.spans import Found, within
from claims.nlp.countries import countries_in, country, is_seat, named_office
from claims.nlp.parsing import ParsedText
from claims.nlp.people import People
from claims.nlp.roles import DELEGATIONS, GOVERNMENTS, KINDS, ROLES, UNNAMED, head_role
from claims.nlp.types import DocumentSpeaker, Span, SpeakerKind

_PLURAL = frozenset({"they", "them", "their", "both", "they both"})
_AUTHOR = frozenset({"i", "we", "you", "one", "us", "me", "my", "our"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_DEFINITE = frozenset({"the", "this", "that", "his", "her", "its", "their", "said", "both"})
_INDEFINITE = frozenset({"a", "an", "one", "some", "several", "another"})
_LED = re.compile(r"\b(?:headed|led|chaired|represented)\s+by\b")
_LED_DELEGATION = re.compile(r"([^.\n]{0,60}?)\bdelegation[^.\n]{0,40}?\b(?:headed|led|chaired)\s+by\b([^.\n]{0,400})")
# What is set after a name without being part of it: "Sudan, which took part".
_ASIDE = re.compile(r",|\s(?:who|which|whose|where)\s|\sthat\s")
# A name after one of these is not the one meant: "a spokesman for X", "the widow of X".
_OTHER_ROLE = re.compile(
    r"(?:^|\W)(?:by|with|from|about|against|between|among|including|of|for|to|at|on|in|near|behind|under|over|like|than"
    r"|around|after|before|beside|alongside|replaced|met|and|or)\s(?:\w+\s)?$",
    re.IGNORECASE,
)
# What may follow a name that heads its phrase. "Holt supporters" and "Holt's lawyer" are other people.
_GOES_ON = re.compile(
    r"\s*(?:$|[,;:(–—”\"]|-\s|(?:who|whose|whom|which|himself|herself|and|of|from|at|in|with|on|for|also|both|told|said)\b)"
)
# "a study by Professor X", "some Xs"
_MADE_BY = re.compile(
    r"\b(?:by|from|with|against|about)\s[^,]*$|\b(?:some|many|several|most|other|all|few|two|three)\s$", re.IGNORECASE
)
_JOINS = re.compile(r",? (?:and|&) (?:(?:Mr|Mrs|Ms|Dr|Sir|Sen|Gov|Rep)\b\.? )?")
_POSSESSIVE = re.compile(r"['’]s?(?=\s|$)")
# "The brothers' agent, Mr" X: a definite phrase in apposition before the name.
_APPOSED = re.compile(
    r"(?:The|the|His|his|Her|her|Its|its|Their|their|A|a|An|an|[A-Z][\w-]+['’]s?)\s[^,]*\w,\s"
    r"(?:(?:Mr|Mrs|Ms|Dr|Col|Gen|Prof)\b\.?\s)?"
)
_APPOSED_NAME = re.compile(r"(?i:the|its|their|an?|his|her)\s[^,]{2,60},\s(?=[^\W\d_a-z])([^,]+?),?$")
# "landlords' association Huis & Haard"
_OF_A_KIND = re.compile(rf"(?:[\w’'-]+\s){{0,3}}(?:{'|'.join(map(re.escape, sorted(KINDS)))})\s([^\W\d_a-z][^,]*)")
# Words that a span may hold at its ends beyond the source.
_EDGE = re.compile(r"(?:[\s,;:.“”\"'()–—-]|(?:and|but|while|by|from|according to|said|says|added|adds)\s)+(?=\S)")
# Another clause that the end of a span runs into: "the chamber, while the union's economist".
_NEXT_CLAUSE = re.compile(r",\s(?:while|whereas|but|although|though|because)\s")
_EDGE_END = re.compile(r"(?:[\s,;:–—(“\"-]|\s(?:said|says|added|adds|told|also|has|had|have|who|which))+$")


class References:
    """Reads the attributions of one text in order and collects its speakers."""

    def __init__(self, parsed: ParsedText, people: People, by_line: str = "") -> None:
        self.parsed = parsed
        self.people = people
        self.by_line = f" {names.plain(by_line)} "
        self.cast = Cast(people)
        self.discourse = Discourse(parsed, people)
        self.organisations = Organisations(parsed, people)
        self.offices = Offices(parsed, self.cast, self.discourse)
        self.pronouns = Pronouns(parsed, self.cast, self.discourse)
        self._give_sides_to_the_led()

    def read(self, found: Sequence[Found]) -> list[Reading]:
        """One reading for each attribution, in the order given."""
        inner = nested(found)
        readings: dict[int, Reading] = {}
        for number in sorted(range(len(found)), key=lambda n: place(found[n])):
            item = found[number]
            readings[number] = self._source(item) if item.source else self.pronouns.floating(item)
            if item.source and self.discourse.another_since(item, self.cast.person_of(readings[number])):
                readings[number] = self.cast.open(readings[number])
            # What is said within another's words is not what the text's own "he" goes on from.
            # What no one is said to say, in no marks ("asked what she wanted"), is no one's turn.
            if number not in inner and (item.source or readings[number].speaker is not None or self._is_quoted(item)):
                self.discourse.add(item, readings[number])
        for number, item in enumerate(found):
            if not item.source:
                readings[number] = self.pronouns.announced(item, found, readings) or readings[number]
        return [readings[number] for number in range(len(found))]

    def _is_quoted(self, item: Found) -> bool:
        return any(
            self.parsed.quotation_of[token.i] >= 0 for span in item.content for token in self.parsed.tokens(span)
        )

    def document_speakers(self) -> tuple[DocumentSpeaker, ...]:
        """All speakers met so far; readings are indices into them. Keys are distinct."""
        return self.cast.document_speakers()

    def _source(self, item: Found) -> Reading:
        span = self._trimmed(item.source[0], item)
        words = (
            span.of(self.parsed.text)
            if len(item.source) == 1
            else " ".join(s.of(self.parsed.text) for s in item.source)
        )
        tokens = [token for token in self.parsed.tokens(span) if not token.is_space]
        if not tokens:
            return OPEN
        low = words.lower() if words != "US" else words  # the country, not the pronoun
        if low in _RELATIVE or low.startswith("who "):
            return self._relative(tokens[0], item)
        if low in SEX:
            return self.pronouns.person(item, SEX[low])
        if low in _PLURAL or low == "it":
            return self._group_again(item, low)
        if low in _AUTHOR:
            return self.cast.body(bodies.unnamed(words))
        head = _head(tokens)
        if re.match(r"[^,]+,.*\band\b|[\w.]+ and ", words) and len(countries_in(words)) > 1 and country(head.text):
            return self.cast.body(bodies.unnamed(words))  # several countries
        if head.tag_ == "NNPS" and head.lower_.endswith("ns") and country(words):
            return self.cast.body(bodies.unnamed(words))  # "the Mexicans": people, not their government
        if head.ent_type_ != "PERSON" and (country(words) or is_seat(words)):
            return self.cast.body(bodies.country_body(words, head) or bodies.unnamed(words))
        return self._named(span, words, head, item) or self._described(span, words, tokens, head, item)

    def _trimmed(self, span: Span, item: Found) -> Span:
        """The span without the cue or punctuation at its ends, and with the whole of a name it cuts."""
        text = self.parsed.text
        start = _EDGE.match(text, span.start, span.end)
        clause = _NEXT_CLAUSE.search(text, span.start, span.end)
        if clause:
            # The cue stands next to its own clause.
            behind = bool(item.cue) and item.cue[0].start >= span.end
            span = Span(clause.end(), span.end) if behind else Span(span.start, clause.start())
        end = _EDGE_END.search(text, start.end() if start else span.start, span.end)
        trimmed = Span(start.end() if start else span.start, end.start() if end else span.end)
        if trimmed.start >= trimmed.end:
            return span
        for where, _ in self.people.mentions:
            if where.start < trimmed.start < where.end < trimmed.end:
                trimmed = Span(where.start, trimmed.end)
            elif trimmed.start < where.start < trimmed.end < where.end:
                trimmed = Span(trimmed.start, where.end)
        return trimmed

    def _named(self, span: Span, words: str, head: Token, item: Found) -> Reading | None:
        """The person whose name is the phrase or stands in apposition to it; several are several candidates."""
        mentions = self.people.named_in(span) or [
            (where, who) for where, who in self.people.mentions if within(span, where)
        ]
        direct = [(where, who) for where, who in mentions if self._is_head(span, where, head)]
        if not direct:
            return None
        text = self.parsed.text
        last = direct[-1][0].end
        direct += [(where, who) for where, who in mentions if _JOINS.fullmatch(text[last : where.start])]
        distinct = list(dict.fromkeys(who for _, who in direct))
        if len(distinct) > 1:
            between = text[direct[0][0].end : direct[-1][0].start]
            if re.search(r"\band\b|&", between) or "," not in between:
                return self.cast.persons([n for who in distinct for n in who])
            distinct = distinct[:1]  # a name in the apposition to the name: "X, the widow of Y"
        elif re.match(r",? (?:(?:and|&) |others\b)", text[last : span.end]):
            # "Holt and her deputy": one of them is someone else.
            return self.cast.open(self.cast.persons(distinct[0]), self.cast.body(bodies.unnamed(words)))
        if len(distinct[0]) == 1 and f" {names.plain(self.people.persons[distinct[0][0]].names[0])} " in self.by_line:
            return self.cast.body(bodies.unnamed(words))
        # "Mr Holt said he had told Colan": of two Holts the one who is not Colan.
        others = [n for n in distinct[0] if not self.discourse.speaks_of(item, n)]
        return self.cast.persons(others if len(others) == 1 else distinct[0])

    def _is_head(self, span: Span, where: Span, head: Token) -> bool:
        """Whether the phrase means the one named there, not someone with, by or near them."""
        lead, after = self.parsed.text[span.start : where.start], self.parsed.text[where.end : max(span.end, where.end)]
        possessive = _POSSESSIVE.match(after)
        if (possessive and after[possessive.end() :].strip()) or not (possessive or _GOES_ON.match(after)):
            return False
        if not lead.strip():
            return True
        if _OTHER_ROLE.search(lead):
            return False
        if _MADE_BY.search(lead) or _of_an_office(lead):
            return False
        if where.start <= head.idx < where.end:
            return True
        if re.search(r"\b(?:for|to)\s[^,]*$", lead):
            return False
        if _APPOSED.fullmatch(lead):
            return True
        # "the secretary of state, A. B." / "Secretary of State A. B.": an office right before the name.
        right_before = re.search(r"(?:,\s*|\w\s+)$", lead)
        return bool(head_role(lead) and right_before)

    def _described(self, span: Span, words: str, tokens: list[Token], head: Token, item: Found) -> Reading:
        """A phrase without a person's name: a body, an office, someone taken up again, or no one in particular."""
        apposed = self._apposed_body(words)
        if apposed:
            return self.cast.body(apposed)
        words = _ASIDE.split(words)[0].strip()
        tokens = [token for token in tokens if token.idx < span.start + len(words)] or tokens
        head = head if head in tokens else _head(tokens)
        low, first = head.lower_, tokens[0].lower_
        seats = low in DELEGATIONS | GOVERNMENTS or low == "ministry"
        sides = countries_in(words, seats=seats)
        definite = first not in _INDEFINITE and (first in _DEFINITE or bool(sides) or head.pos_ == "PROPN")
        known = named_office(words)
        if known:
            return self.cast.body(Body(SpeakerKind.ORGANISATION, *known))
        if country(words) or is_seat(words):
            return self.cast.body(bodies.country_body(words, head) or bodies.unnamed(words))
        if low in DELEGATIONS or low == "delegations" or (head.lemma_.lower() in DELEGATIONS and len(sides) > 1):
            return self._delegation(words, low, sides, item, definite=definite)
        if low in GOVERNMENTS and not bodies.has_own_name(words, head):
            return self._government(span, words, low, sides, item)
        of_a_place = any(token.ent_type_ == "GPE" and token.head == head for token in tokens)
        if low in UNNAMED and not (low == "police" and (head.tag_ != "NNS" or of_a_place)):
            return self.cast.body(bodies.unnamed(words, sides))
        kind = self._kind_again(words, low, item) if first in _DEFINITE else None
        if kind:
            return kind
        if self.offices.is_about_a_person(words, head):
            if not definite or head.tag_ in ("NNS", "NNPS"):
                return self.cast.body(bodies.unnamed(words, sides))
            return self.offices.holder(words, sides, item)
        if not definite:
            return self.cast.body(bodies.unnamed(words))
        return self._organisation(words, tokens, head, sides)

    def _organisation(self, words: str, tokens: list[Token], head: Token, sides: list[str]) -> Reading:
        known = self.organisations.body(words)
        if known:
            return self.cast.body(known)
        body = bodies.organisation(self.parsed, words, tokens, head, sides)
        if body is not None:
            return self.cast.body(self.organisations.canonical(body))
        if words[:4].lower() == "the " or head.ent_type_ == "NORP" or head.pos_ not in ("PROPN", "NOUN"):
            return self.cast.body(bodies.unnamed(words))
        return self.cast.persons([self.people.add(words)])

    def _apposed_body(self, words: str) -> Body | None:
        """The body named after what it is: "the airline, Savanna Link"."""
        match = _APPOSED_NAME.match(words) or _OF_A_KIND.fullmatch(words)
        return self.organisations.body(match.group(1).strip()) if match else None

    def _kind_again(self, words: str, low: str, item: Found) -> Reading | None:
        """ "the union", "the company": the one body of that kind; None where the words are not such a phrase."""
        match = re.fullmatch(r"(?:the|this|that|The|This|That)\s((?:[\w’'-]+\s){0,3})([\w-]+)", words)
        if not match or low not in KINDS or match.group(2).lower() != low or not match.group(2).islower():
            return None
        at = place(item)
        again = self._body_again(item, low)
        modifiers = match.group(1).split()
        fits = self.organisations.called(low, modifiers, at)
        last = self.cast.body_of(again)
        if last is not None and (not fits or last in fits):
            since = self.organisations.named_in(place(self.discourse.said[-1][0]), at)
            between = [body for body in since if body in fits and body != last]
            return self.cast.bodies([last, *between])
        if fits:
            return self.cast.bodies(fits)
        if countries_in(words):
            return None  # "the Peruvian navy"
        return self.cast.body(bodies.unnamed(words)) if low not in ROLES else None

    def _government(self, span: Span, words: str, low: str, sides: list[str], item: Found) -> Reading:
        owners = {n for _, who in self.people.named_in(span) for n in who}
        owned = {self.people.persons[n].side for n in owners} - {""}
        again = self._body_again(item, low) if words.lower() == f"the {low}" else None
        if again is None and words.lower() in ("the government", "the cabinet"):
            sides = bodies.only_country(self.parsed.text)
        side = owned.pop() if len(owned) == 1 else ""
        return again or self.cast.body(bodies.government_by_words(words, low, sides, side))

    def _delegation(self, words: str, low: str, sides: list[str], item: Found, *, definite: bool) -> Reading:
        led = None if sides else _LED.search(words)
        if led:
            at = item.source[0].start + led.end()
            leader = next((who for where, who in self.people.mentions if at <= where.start < at + 60), ())
            side = self.people.persons[leader[0]].side if len(leader) == 1 else ""
            sides = [side] if side else []
        if not sides and (low == "delegations" or words.lower() == "both sides"):
            sides = bodies.delegations_named(self.parsed.text)
            sides = sides if len(sides) == 2 else []
        body = bodies.delegation(sides)
        if body is not None:
            return self.cast.body(body)
        earlier = self.discourse.last(item)
        last = self.cast.body_of(earlier)
        if definite and earlier is not None and last is not None and last.kind is SpeakerKind.DELEGATION:
            return earlier
        return self.cast.body(bodies.unnamed(words))

    def _body_again(self, item: Found, word: str) -> Reading | None:
        """ "the ministry", "the government": the body of that kind that spoke last."""
        earlier = self.discourse.last(item)
        body = self.cast.body_of(earlier)
        named = body is not None and body.kind in (SpeakerKind.ORGANISATION, SpeakerKind.GOVERNMENT)
        return earlier if body is not None and named and bodies.is_called(body.name, word) else None

    def _group_again(self, item: Found, pronoun: str) -> Reading:
        """they, it: the body that spoke last; for "it" one with a name."""
        since = self.discourse.group_since(item)
        if since is not None:
            # A group has come between: they are its members, whoever spoke before.
            found = self._source(Found(item.content, item.cue, (since,))) if pronoun != "it" else OPEN
            body = self.cast.body_of(found)
            return found if body is not None else self.cast.body(bodies.unnamed(pronoun))
        earlier = self.discourse.last(item)
        body = self.cast.body_of(earlier)
        if earlier is not None and body is not None and (pronoun != "it" or body.kind is not SpeakerKind.UNNAMED):
            return earlier
        return self.cast.body(bodies.unnamed(pronoun))

    def _relative(self, pronoun: Token, item: Found) -> Reading:
        """ "the president, who said": the noun the clause hangs on."""
        clause = next((token for token in [pronoun, *pronoun.ancestors] if token.dep_ in ("relcl", "acl")), None)
        if clause is None or clause.head.i >= pronoun.i:
            return OPEN
        noun = clause.head
        inside = {token.i for token in noun.subtree if token.i < pronoun.i and not token.is_punct}
        start = noun.i
        while start - 1 in inside:
            start -= 1
        end = noun.idx + len(noun)
        others = self.people.named_in(Span(end, pronoun.idx))
        if others and any(where.start <= noun.idx < where.end for where, _ in self.people.mentions):
            return self.cast.open(self.cast.persons(others[-1][1]))  # "X, Y and Z, who …"
        if all(noun.is_ancestor(t) or t.is_punct for t in noun.doc[noun.i + 1 : pronoun.i]):
            # "X's predecessor, Y, who …": with the name set to the noun.
            words = [t for t in noun.doc[noun.i : pronoun.i] if not t.is_punct]
            end = words[-1].idx + len(words[-1])
        found = self._source(Found(item.content, item.cue, (Span(noun.doc[start].idx, end),)))
        # No one is a "which": the noun is a thing whose name was taken for a person's.
        return OPEN if pronoun.lower_ == "which" and self.cast.person_of(found) is not None else found

    def _give_sides_to_the_led(self) -> None:
        """ "the US delegation headed by A, B and C": the side of each, where the text gives them none."""
        for match in _LED_DELEGATION.finditer(self.parsed.text):
            sides = countries_in(match.group(1)[-25:])
            if len(sides) != 1:
                continue
            for _, who in self.people.named_in(Span(*match.span(2))):
                if len(who) == 1:
                    person = self.people.persons[who[0]]
                    person.side = person.side or sides[0]


def _of_an_office(lead: str) -> bool:
    """Whether the words before a name speak of someone else's tie to an office: "the wife of former mayor" X."""
    words = lead.strip().rstrip(",").split(",")[-1].split()
    links = [n for n, word in enumerate(words) if word.lower() in ("of", "for", "to", "with", "by", "near")]
    return bool(links) and links[0] > 0 and words[-1].lower().strip(".") in ROLES


def _head(tokens: list[Token]) -> Token:
    """The word the phrase hangs on: the one whose governor lies outside it."""
    inside = {token.i for token in tokens}
    return next((t for t in tokens if t.head.i not in inside or t.head.i == t.i), tokens[-1])
