"""From bare spans to what the record holds: whether it is a claim, how it is given, how sure, denied or not, of when.

Reads spans and the parse only, so that it holds for attributions however they were found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

from claims.nlp.attribution.cues import CLAIMING, NOUNS, VERBS, Act, Takes, acts
from claims.nlp.attribution.grammar import cue_lemma, is_passive, is_verb
from claims.nlp.attribution.spans import Found, within
from claims.nlp.parsing import ParsedText, language
from claims.nlp.quantities import find_quantities
from claims.nlp.roles import DELEGATIONS, GOVERNMENTS, INSTITUTIONS, ROLES, UNNAMED
from claims.nlp.types import Kind, Modality, Polarity, Span

_MARKS = "“”\"«»„‟`‘’'‚‹›″＂「」『』"
_OPENERS = "“\"«»„‟`‘'”»‚‹›″＂「『"
# How a sentence ends, and a headline seldom; single marks end many headlines.
_ENDED = re.compile(r"(?:[.!?…]\W*|[”\"»“«])$")
_BOILERPLATE = re.compile(
    r"\b(?:click here|sign up (?:for|to)|subscribe to|follow us|share (?:this|on)|all rights reserved|accept cookies|"
    r"add a comment|comments? policy|terms of (?:use|service)|press [\"“]?enter|has been read \d+ times|getty images|"
    r"file photo)\b",
    re.IGNORECASE,
)
# "CAIRO, March 3 (AP) — "
_DATELINE = re.compile(r"[A-Z]{3,}[A-Z .,'’]*(?:,? [A-Z][a-z]+\.? \d{1,2})?(?: ?\([A-Za-z ]+\))? ?[—–-]+ ")
LANGUAGE = "en"
_SMALL_WORDS = frozenset(
    "the of and to in that is was a for on are with as has have be by it not he she they said from at".split()
)
_COMPLEMENTISER = re.compile(
    r"(?:(?:(?:the|an?|any|all|such|these|those)\s+)?(?:claim|allegation|suggestion|accusation|notion)s?\s+that|"
    r"that|which|how|of|as)\s+(?=\S)"
)
_BEARERS = frozenset("banner placard poster sign sticker badge billboard mural graffito graffiti t-shirt shirt".split())
_RELATIVE = frozenset({"which", "that", "who", "whom", "this", "it"})
_FUTURE = re.compile(
    r"\b(?:will|shall|going to|'ll|’ll|won't|won’t|(?:is|are) (?:set|due|expected) to)\b", re.IGNORECASE
)
_HEDGE = re.compile(
    r"\b(?:(?-i:may)|might|could(?! not\b|n['’]t)|perhaps|possibly|probably|(?:un)?likely|maybe|"
    r"appears? to|seems? to|reportedly|apparently|"
    r"presumably|(?:I|we) (?:think|believe(?! in))(?! of))\b",
    re.IGNORECASE,
)
_MODAL = r"(?:would|will|could|may|might|can)"
_CONDITIONAL = re.compile(
    rf"^[\W_]*(?:if|unless|provided|should)\b|\b(?:{_MODAL}\b.*(?<!as )(?<!even )\bif|if\b.*\b{_MODAL}|unless)\b|"
    r"^[\W_]*had\b.*\bwould have\b",
    re.IGNORECASE,
)
_WOULD = re.compile(r"\bwould(?:n['’]t)?\b(?! (?:not )?(?:have|like|rather)\b)", re.IGNORECASE)
_HEARINGS = frozenset("court jury inquest hearing tribunal inquiry".split())
_NEVER = frozenset({"never", "neither", "nor", "not", "n't", "n’t"})
_NOBODY = frozenset({"nobody", "none", "nothing", "nowhere", "no"})


def act(parsed: ParsedText, item: Found) -> Act | None:
    """What the cue's words say the speaker does; None for a cue the lexicon does not know, except with a quotation."""
    found: list[tuple[int, Act]] = []
    for span in item.cue:
        for token in parsed.tokens(span):
            name = cue_lemma(token)
            if token.lower_ in ("according", "words") or token.text == ":":
                return Act.ASSERT
            if name in VERBS and (is_verb(token) or len(parsed.tokens(span)) == 1):
                found.append((0, _act_in_construction(parsed, token, item)))
            elif name in NOUNS and token.pos_ == "NOUN":
                found.append((1, NOUNS[name]))
    if not found:
        return Act.ASSERT if kind(parsed, item) is Kind.DIRECT else None
    # "expressed concern that": the noun says more than the verb that carries it.
    return max(found, key=lambda entry: entry[0])[1]


def _act_in_construction(parsed: ParsedText, verb: Token, item: Found) -> Act:
    name = cue_lemma(verb)
    first = parsed.tokens(item.content[0])
    quoted = kind(parsed, item) is Kind.DIRECT
    order: list[Takes]
    if quoted:
        order = [Takes.QUOTE, Takes.AS, Takes.PREDICATE]
    elif first and first[0].lower_ == "that":
        order = [Takes.CLAUSE]
    elif first and "to" in [token.lower_ for token in first[: 1 + (first[0].lower_ == "not")] if token.pos_ == "PART"]:
        order = [Takes.TO]
        if acts(name, Takes.TO) is None and any(child.dep_ in ("dobj", "dative") for child in verb.children):
            return Act.ASK  # "told the jurors not to look it up": an order
    elif not any(token.dep_ in ("nsubj", "nsubjpass", "expl") for token in first):
        order = [
            Takes.NOUN,
            Takes.FIGURE,
            Takes.AS,
            Takes.PREDICATE,
            Takes.OF_OBJECT,
            Takes.FOR,
            Takes.OF,
            Takes.TO_NOUN,
            Takes.ABOUT,
        ]
    else:
        order = [Takes.CLAUSE]
    for takes in [*order, *Takes]:
        found = acts(name, takes)
        if found is not None:
            return found
    return Act.ASSERT


def kind(parsed: ParsedText, item: Found) -> Kind:
    """Direct where all words stand in quotation marks or after a speaker's label, mixed where some do."""
    if [span.of(parsed.text) for span in item.cue] == [":"]:
        return Kind.DIRECT
    words = quoted = 0
    for span in item.content:
        for token in parsed.tokens(span):
            if token.is_alpha or token.like_num:
                words += 1
                quoted += parsed.quotation_of[token.i] >= 0
    if quoted and quoted == words:
        return Kind.DIRECT
    return Kind.MIXED if quoted else Kind.INDIRECT


def is_claim(parsed: ParsedText, item: Found) -> bool:
    """Whether the record takes it: an assertion by someone other than the writer, in words that say something."""
    text = parsed.text
    words = [token for span in item.content for token in parsed.tokens(span) if token.is_alpha or token.like_num]
    source = " ".join(span.of(text) for span in item.source).lower()
    if source in ("i", "we", "you", "one", "this", "that", "these", "what", "q", "question") or (
        not item.source and not item.cue and not _fills_paragraph(parsed, item)
    ):
        return False
    how = kind(parsed, item)
    done = act(parsed, item)
    if (
        not item.source
        and (how is not Kind.DIRECT or (item.cue and not _known_cue(parsed, item)))
        and not _openly_unsourced(parsed, item, done)
    ):
        return False
    if done not in CLAIMING or _without_figure(parsed, item) or _is_slogan(parsed, item):
        return False
    if done in (Act.COMMIT, Act.PREDICT) and how is not Kind.DIRECT and not _can_act(parsed, item):
        return False
    if _unreal(parsed, item) or _is_question(text, item, how) or not _in_article(parsed, item):
        return False
    return len(words) > (1 if how is Kind.DIRECT and item.cue else 2)


def _is_slogan(parsed: ParsedText, item: Found) -> bool:
    """Whether the words stand on something carried or painted: "a banner read …"."""
    return any(token.lemma_.lower() in _BEARERS for span in item.source for token in parsed.tokens(span))


def _known_cue(parsed: ParsedText, item: Found) -> bool:
    """Whether the cue has a word for speaking: "read “The Long Winter”" has none."""
    words = [token for span in item.cue for token in parsed.tokens(span)]
    return any(cue_lemma(token) in VERBS or cue_lemma(token) in NOUNS for token in words)


def _openly_unsourced(parsed: ParsedText, item: Found, done: Act | None) -> bool:
    """ "it was alleged that", "a court was told": put forward by someone whom the text leaves out."""
    verbs = [token for span in item.cue for token in parsed.tokens(span) if is_verb(token) and is_passive(token)]
    told = any(t.dep_ == "nsubjpass" and t.lower_ in _HEARINGS for token in verbs for t in token.children)
    return bool(verbs) and (done is Act.ALLEGE or told)


def _can_act(parsed: ParsedText, item: Found) -> bool:
    """Whether the source can promise or threaten: "the storm threatens to …" is no one's word."""
    head = _head(parsed, item.source[0])
    known = ROLES | UNNAMED | GOVERNMENTS | DELEGATIONS | INSTITUTIONS
    return head.pos_ in ("PROPN", "PRON") or bool(head.ent_type_) or bool({head.lower_, head.lemma_.lower()} & known)


def _without_figure(parsed: ParsedText, item: Found) -> bool:
    """ "announced new measures" names an act; "announced 200 measures" says something that can be compared."""
    verbs = [t for span in item.cue for t in parsed.tokens(span) if is_verb(t) and cue_lemma(t) in VERBS]
    if not verbs or acts(cue_lemma(verbs[-1]), Takes.FIGURE) is None or kind(parsed, item) is Kind.DIRECT:
        return False
    head = _head(parsed, item.content[0])
    return head.pos_ in ("NOUN", "PROPN") and not any(find_quantities(span.of(parsed.text)) for span in item.content)


def _head(parsed: ParsedText, *spans: Span) -> Token:
    """The word that the rest of the spans hangs on; a verb where there are several such words."""
    tokens = [t for span in spans for t in parsed.tokens(span) if not t.is_space and not t.is_punct]
    tokens = tokens or parsed.tokens(spans[0])
    inside = {token.i for token in tokens}
    heads = [t for t in tokens if t.head.i not in inside or t.head.i == t.i]
    first = heads[0].sent if heads else None
    return next((t for t in heads if is_verb(t) and t.sent == first), heads[0] if heads else tokens[0])


def _fills_paragraph(parsed: ParsedText, item: Found) -> bool:
    return any(
        paragraph.start == item.content[0].start and item.content[-1].end >= paragraph.end - 1
        for paragraph in parsed.paragraphs
    )


def _unreal(parsed: ParsedText, item: Found) -> bool:
    """Whether nothing was said: "did not say that", "will report", "to discuss", "if he says", "could announce"."""
    for span in item.cue:
        for token in parsed.tokens(span):
            if not is_verb(token) or cue_lemma(token) not in VERBS:
                continue
            helpers = {child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass", "neg", "mark")}
            if helpers & {
                "not",
                "n't",
                "n’t",
                "never",
                "if",
                "unless",
                "whether",
                "would",
                "could",
                "may",
                "might",
                "can",
                "should",
                "must",
            }:
                return True
            if helpers & {"will", "shall", "'ll", "’ll"}:
                return True
            if "to" in helpers and token.tag_ == "VB" and token.dep_ in ("xcomp", "advcl", "acl", "relcl", "ccomp"):
                governor = token.head
                if cue_lemma(governor) not in ("continue", "go", "begin", "want", "use"):
                    return True
            if token.tag_ == "VB" and not helpers and token.dep_ == "ROOT":
                return True  # an imperative or a headline
            if token.tag_ == "VBG" and token.dep_ in ("pcomp",) and token.head.lower_ in ("without", "before", "of"):
                return True
    return False


def _is_question(text: str, item: Found, how: Kind) -> bool:
    """Whether all of a quotation's sentences ask."""
    if how is not Kind.DIRECT:
        return False
    words = " ".join(span.of(text).strip(_MARKS + " ") for span in item.content)
    sentences = [part for part in re.findall(r"[^.!?]+[.!?]*", words) if re.search(r"\w", part)]
    return bool(sentences) and all(part.rstrip().endswith("?") for part in sentences)


def _in_article(parsed: ParsedText, item: Found) -> bool:
    """Whether it stands in the article's own sentences: no headline, caption, comment rule or other language."""
    start = item.content[0].start
    paragraph = next((p for p in parsed.paragraphs if p.start <= start < p.end), None)
    if paragraph is None:
        return False
    words = paragraph.of(parsed.text)
    if len(words) < 300 and _BOILERPLATE.search(words):
        return False
    if not words.endswith((*".!?…,:;)", *_MARKS)) and len(words) < 160 and not item.source:
        return False
    if _is_headline(parsed, paragraph, item):
        return False
    return _is_english(words)


def _is_english(words: str) -> bool:
    """Whether a paragraph is English. Guessing the language of one sentence errs: asked only without small words."""
    found = re.findall(r"[^\W\d_]+", words.lower())
    small = sum(word in _SMALL_WORDS for word in found)
    return small >= len(found) / 10 or language(words) in (LANGUAGE, "")


def _is_headline(parsed: ParsedText, paragraph: Span, item: Found) -> bool:
    words = paragraph.of(parsed.text)
    if _ENDED.search(words) or len(words) > 140:
        return False
    # Text that ends without a full stop: an ordinary sentence still has its cue in the past tense with a that-clause.
    tokens = [token for span in item.cue for token in parsed.tokens(span)]
    past = any(token.tag_ in ("VBD", "VBN") for token in tokens)
    return not past or parsed.paragraphs[0] == paragraph


def trimmed(text: str, span: Span, *, direct: bool = False) -> Span:
    """The words for the record: without the marks around them, "that" before them and punctuation at the end."""
    start, end = span.start, span.end
    dateline = _DATELINE.match(text, start, end)
    start = dateline.end() if dateline else start
    for layer in range(4):
        while start < end and (text[start].isspace() or text[start] in ",;:–—"):
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:–—"):
            end -= 1
        opens = start < end and text[start] in _OPENERS
        closes = start < end and text[end - 1] in _MARKS
        inner = text[start + 1 : end - 1]
        # A quotation begins with its own mark, also where nobody closes it and apostrophes follow.
        alone = not any(mark in inner for mark in _MARKS) or (direct and layer == 0)
        if opens and (closes or alone) and not _unbalanced(inner):
            start += 1
            end -= closes
            continue
        if closes and not opens and not any(mark in text[start : end - 1] for mark in '“"«„‘'):
            end -= 1
            continue
        break
    match = None if direct else _COMPLEMENTISER.match(text, start, end)
    if match:
        start = match.end()
    while end > start and text[end - 1] in " \t\n.":
        end -= 1
    return Span(start, end) if start < end else span


def _unbalanced(inner: str) -> bool:
    """Whether stripping the outer marks would tear two quotations apart: a” and “b."""
    close, open_ = inner.find("”"), inner.find("“")
    return close >= 0 and (open_ < 0 or close < open_)


def pieces(text: str, content: Sequence[Span], how: Kind) -> list[tuple[Span, ...]]:
    """Content spans in groups that are one claim each: a sentence split by its attribution stays together."""
    groups: list[list[Span]] = []
    # "…, which she called a gift": the pronoun says nothing beside the words it stands before.
    telling = [span for span in content if span.of(text).lower() not in _RELATIVE]
    for span in telling or content:
        before = groups[-1][-1] if groups else None
        if before is None or (how is Kind.DIRECT and _sentence_ended(text, before, span)):
            groups.append([span])
        else:
            groups[-1].append(span)
    direct = how is Kind.DIRECT
    return [tuple(trimmed(text, span, direct=direct) for span in group) for group in groups]


def _sentence_ended(text: str, before: Span, after: Span) -> bool:
    """Whether the second span opens a sentence of its own."""
    between = text[before.end : after.start]
    inner = text[after.start : after.end].lstrip(_MARKS + " ")
    ended = before.of(text).rstrip(_MARKS + " ")[-1:] in (".", "!", "?", "…") or bool(re.search(r"[.!?:\n]", between))
    return ended and inner[:1].isupper()


def reports_past(parsed: ParsedText, item: Found) -> bool:
    """Whether the content is given in reported speech after a past cue, where "would" stands for "will"."""
    tokens = [token for span in item.cue for token in parsed.tokens(span)]
    return kind(parsed, item) is not Kind.DIRECT and any(token.tag_ in ("VBD", "VBN") for token in tokens)


def modality(done: Act | None, words: str, *, past: bool = False) -> Modality:
    """`past` says that the words are reported speech after a cue in the past tense."""
    if done is Act.DENY:
        return Modality.DENIED
    if done is Act.ALLEGE:
        return Modality.ALLEGED
    if _CONDITIONAL.search(words):
        return Modality.CONDITIONAL
    if done in (Act.PREDICT, Act.COMMIT):
        return Modality.PREDICTED
    if done is Act.HEDGE or _HEDGE.search(words):
        return Modality.HEDGED
    if _FUTURE.search(words) or (past and _WOULD.search(words.split(" that ", maxsplit=1)[0])):
        return Modality.PREDICTED
    return Modality.ASSERTED


def modality_of_part(whole: Modality, words: str) -> Modality:
    """The modality of one sentence of a quotation: what the cue says of the whole holds for it too."""
    return whole if whole in (Modality.DENIED, Modality.ALLEGED) else modality(None, words)


def polarity(parsed: ParsedText, content: Sequence[Span]) -> Polarity:
    """Whether the main clause of the first sentence is negated; "without" or a negated aside does not count."""
    head = _head(parsed, *content)
    while (
        head.dep_ not in ("ROOT",)
        and head.pos_ in ("ADP", "SCONJ")
        and any(c.pos_ in ("VERB", "AUX") for c in head.children)
    ):
        head = next(c for c in head.children if c.pos_ in ("VERB", "AUX"))
    inside = {token.i for span in content for token in parsed.tokens(span)}
    verbs = [head, *(c for c in head.children if c.dep_ in ("aux", "auxpass", "xcomp") and c.i in inside)]
    for verb in verbs:
        for child in verb.children:
            if child.i not in inside:
                continue
            if child.dep_ == "neg" or child.lower_ in _NEVER:
                return Polarity.NEGATED
            if child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr", "expl") and _negative(child):
                return Polarity.NEGATED
    return Polarity.NEGATED if _negative(head) else Polarity.AFFIRMED


def _negative(token: Token) -> bool:
    return token.lower_ in _NOBODY or any(
        child.lower_ in ("no", "neither") and child.dep_ == "det" for child in token.children
    )


def chains(found: Sequence[Found]) -> list[tuple[int, ...]]:
    """For each attribution, the attributions whose content holds its cue and content, outermost first."""
    result: list[tuple[int, ...]] = []
    for number, item in enumerate(found):
        anchors = item.cue or item.source
        outer = []
        for other, candidate in enumerate(found):
            if other == number or not anchors:
                continue
            if any(within(anchors[0], span) for span in candidate.content) and candidate.cue != item.cue:
                outer.append((sum(s.end - s.start for s in candidate.content), other))
        result.append(tuple(other for _, other in sorted(outer, reverse=True)))
    return result
