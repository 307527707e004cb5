"""What the contents teach: the forms of words, names by kind, causes, groups of people. Nothing is listed by hand.

Every table is ordered, so that a seed chooses the same member each time.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from spacy.tokens import Token

from claims.nlp.countries import country
from claims.nlp.given_names import is_given_name
from claims.nlp.names import plain
from training.pairs.contents import Content, Person
from training.pairs.edits import Edits

_PLACE_ROLE = re.compile(r"^[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)*$")


class Corpus:
    """Tables learnt from the contents at hand."""

    def __init__(self, contents: Sequence[Content]) -> None:
        self.contents = contents
        self.rewordings: dict[str, list[tuple[str, Edits]]] = {}  # of each content, once found
        forms: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        names: dict[str, Counter[str]] = defaultdict(Counter)
        groups: Counter[str] = Counter()
        causes: Counter[str] = Counter()
        for content in contents:
            for token in content.doc:
                if token.pos_ in {"VERB", "AUX"} and token.is_alpha:
                    forms[token.lemma_.lower(), token.tag_][token.lower_] += 1
            for entity in content.doc.ents:
                names[entity.label_][entity.text.removesuffix("’s").removesuffix("'s")] += 1
            for group in shares_of(content):
                groups[group] += 1
            causes.update(cause for _, _, cause in causes_of(content))
        self._forms = {key: counter.most_common(1)[0][0] for key, counter in forms.items()}
        self.people = _frequent(names["PERSON"], lambda n: " " in n and is_given_name(plain(n.split()[0])))
        surnames = Counter(name.split()[-1] for name in self.people)
        self.surnames = {name.split()[-1]: name for name in self.people if surnames[name.split()[-1]] == 1}
        self.countries = _frequent(names["GPE"], lambda n: bool(country(n)) and country(n) == n)
        self.places = _frequent(
            names["GPE"],
            lambda n: (
                not country(n)
                and bool(_PLACE_ROLE.match(n))
                and names["GPE"][n] > 4 * (names["PERSON"][n] + names["ORG"][n])
                and n not in {"America", "Washington", "States", "U.S."}
            ),
        )
        self.groups = [group for group, count in sorted(groups.items()) if count >= 2]
        self.causes = sorted(causes)
        self.speakers = sorted(
            {c.person for c in contents if c.person.speaker}, key=lambda p: (p.speaker, p.role, p.side)
        )
        by_article: dict[str, list[Content]] = defaultdict(list)
        for content in contents:
            by_article[content.article].append(content)
        self.by_article = dict(by_article)
        self.speakers_of: dict[str, list[Person]] = {
            article: sorted({c.person for c in members if c.person.speaker}, key=lambda p: (p.speaker, p.role, p.side))
            for article, members in by_article.items()
        }

    def form(self, lemma: str, tag: str) -> str:
        """The inflected form of a verb as the corpus writes it, by rule where it never does; "" where unsure."""
        known = self._forms.get((lemma, tag))
        if known or tag in {"VB", "VBP"}:
            return known or lemma
        if tag in {"VBD", "VBN"}:
            other = self._forms.get((lemma, "VBN" if tag == "VBD" else "VBD"), "")
            return other if other.endswith("ed") else ""
        if tag == "VBZ":
            return (
                lemma + ("es" if lemma.endswith(("s", "x", "ch", "sh", "o")) else "s")
                if not lemma.endswith("y")
                else ""
            )
        return ""


def _frequent(counter: Counter[str], wanted: object, least: int = 3) -> list[str]:
    assert callable(wanted)
    return sorted(name for name, count in counter.items() if count >= least and wanted(name))


def shares_of(content: Content) -> list[str]:
    """The groups that a share is taken of: "of Republican voters" after a percentage."""
    found = []
    for token in content.doc:
        if token.lower_ == "of" and token.i and token.nbor(-1).lower_ in {"percent", "%", "majority", "most"}:
            phrase = group_after(token)
            if phrase:
                found.append(phrase[2])
    return found


def group_after(token: Token) -> tuple[int, int, str] | None:
    """A plain plural group of people after a preposition: start, end, words."""
    heads = [child for child in token.children if child.dep_ == "pobj"]
    if (
        not heads
        or heads[0].tag_ not in {"NNS", "NNPS"}
        or any(c.dep_ in {"relcl", "prep", "acl", "conj"} for c in heads[0].children)
    ):
        return None
    left = [token.doc[i] for i in range(heads[0].left_edge.i, heads[0].i + 1)]
    if (
        len(left) > 3
        or not all(t.is_alpha for t in left)
        or any(t.lower_ in {"their", "his", "its", "our", "those", "these", "my"} for t in left)
    ):
        return None
    first = left[1] if left[0].lower_ == "the" and len(left) > 1 else left[0]
    return first.idx, heads[0].idx + len(heads[0]), token.doc.text[first.idx : heads[0].idx + len(heads[0])]


def causes_of(content: Content) -> list[tuple[int, int, str]]:
    """Causes given in a noun phrase: start and end of the phrase, and its words."""
    found = []
    for token in content.doc:
        lead = token.lower_
        if not (
            (lead == "of" and token.i and token.nbor(-1).lower_ == "because")
            or (lead == "to" and token.i and token.nbor(-1).lower_ in {"due", "thanks"})
            or (lead == "of" and token.i > 1 and token.nbor(-1).lower_ == "result")
            or (
                lead == "by"
                and token.head.lemma_ in {"cause", "trigger", "spark", "drive"}
                and token.head.tag_ == "VBN"
            )
        ):
            continue
        heads = [child for child in token.children if child.dep_ in {"pobj"} and child.pos_ in {"NOUN", "PROPN"}]
        if heads:
            start, edge = heads[0].left_edge.idx, heads[0].right_edge
            words = content.text[start : edge.idx + len(edge)]
            if 2 <= len(words.split()) <= 9:
                found.append((start, edge.idx + len(edge), words))
    return found
