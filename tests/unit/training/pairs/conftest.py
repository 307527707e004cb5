"""Contents made of sentences of our own, read the way the generator reads articles."""

import gzip
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from training.pairs.contents import Content, read_contents
from training.pairs.corpus import Corpus
from training.pairs.edits import Alteration, changed

SENTENCES = (
    "The harbour board bought 46 cranes for the northern quay last spring",
    "Mayor Helen Ostrow opened the new tram depot in Velden on Tuesday",
    "The town of Velden lost 1,250 factory workers in 2013",
    "About 38 percent of voters support the bridge toll in Velden",
    "The council will sign the ferry contract in the autumn",
    "The warehouse fire started because of a faulty heater",
    "The museum did not publish its list of missing paintings",
    "Ticket prices rose sharply in the second half of the season",
    "The hearing will be held on March 14 in the old town hall",
    "The port pays its pilots $42 an hour during night shifts",
    "The gallery will publish its catalogue of glass and silver",
    "The gallery will publish its annual report next week",
    # These teach the corpus "published" and "fell": without a form it has seen, an alteration is left out.
    "The ferry company published its new timetable for the northern islands",
    "Water levels fell slowly behind the old dam near the mill",
)


def article(sentences: tuple[str, ...], day: str = "2016-05-11") -> dict[str, object]:
    text, attributions = "", []
    for sentence in sentences:
        lead = "Helen Ostrow said "
        start = len(text) + len(lead)
        text += f"{lead}{sentence}.\n\n"
        attributions.append(
            {
                "source": [[start - len(lead), start - 6]],
                "cue": [[start - 5, start - 1]],
                "content": [[start, start + len(sentence)]],
            }
        )
    return {"id": f"gazette_{day}_{len(text)}", "text": text, "attributions": attributions}


@pytest.fixture(scope="session")
def articles_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pairs") / "articles.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for part in (SENTENCES[:5], SENTENCES[5:]):
            file.write(json.dumps(article(part)) + "\n")
    return path


@pytest.fixture(scope="session")
def contents(articles_file: Path) -> list[Content]:
    return read_contents(articles_file)


@pytest.fixture(scope="session")
def corpus(contents: list[Content]) -> Corpus:
    return Corpus(contents)


@pytest.fixture
def altered(contents: list[Content], corpus: Corpus) -> Callable[..., dict[str, tuple[Alteration, str, str]]]:
    """Alterations of the content that holds some words, by name, with the texts of both sides."""

    def find(family: object, words: str, seed: int = 1) -> dict[str, tuple[Alteration, str, str]]:
        content = next(c for c in contents if words in c.text)
        made = family.alterations(content, corpus, random.Random(seed))  # noqa: S311  # type: ignore[attr-defined]
        return {x.name: (x, changed(content.text, x.a), changed(content.text, x.b)) for x in made}

    return find
