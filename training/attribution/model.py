"""The tagger: one encoder, a CRF over words for source, cue and content, and a linker that groups the spans."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import MPNetConfig, MPNetModel

from claims.nlp.tagging import GAPS, NEAR, TAGS, breaks, places
from training.attribution.prepare import NONE, Labelled
from training.encoder import END_ID, WIDTHS, load_weights, padded, read_config

FORBIDDEN = -1e4
PLACES = {"gap": 2 * len(GAPS) + 1, "rank": 2 * NEAR + 2, "parts": NEAR + 1}
# The scores of places grow to several units, in steps of the optimiser's rate times this.
PLACE_SCALE = 20.0


def forbidden_transitions() -> Tensor:
    """[from, to] True where an inside tag would follow anything but the same role."""
    mask = torch.zeros(len(TAGS), len(TAGS), dtype=torch.bool)
    for j, tag in enumerate(TAGS):
        if tag.startswith("I-"):
            for i, before in enumerate(TAGS):
                mask[i, j] = before[2:] != tag[2:]
    return mask


class Linker(nn.Module):
    """The part of the linker that learns; `claims.nlp.tagging.Linker` does the same at run time.

    Scores which source a cue has and which cue a content belongs to, by biaffine products of span vectors and by how
    the two spans lie to each other (`places`).
    """

    def __init__(self, width: int, size: int = 192) -> None:
        super().__init__()
        self.size = size
        self.project = nn.Linear(width, 4 * size)  # source, cue (towards sources), cue (towards contents), content
        self.pair_source = nn.Parameter(torch.eye(size) / size**0.5)
        self.pair_content = nn.Parameter(torch.eye(size) / size**0.5)
        self.none_source = nn.Linear(size, 1)
        self.none_content = nn.Linear(size, 1)
        self.places = nn.ParameterDict(
            {f"{kind}_{name}": torch.zeros(size) for kind, size in PLACES.items() for name in ("source", "content")}
        )

    def forward(
        self, hidden: Tensor, ends: np.ndarray, cues: Tensor, sources: Tensor, contents: Tensor
    ) -> tuple[Tensor, Tensor]:
        """hidden [tokens, width] of one window, `ends` as `breaks` counts them; spans [n, 2] half-open token indices.

        Returns scores [cues, sources + 1] and [contents, cues + 1]; the last column is "none".
        """
        running = torch.cumsum(self.project(hidden), dim=0)
        running = torch.cat([torch.zeros_like(running[:1]), running])

        def vectors(spans: Tensor, part: int) -> Tensor:
            length = (spans[:, 1:] - spans[:, :1]).to(running.dtype)
            mean = (running[spans[:, 1]] - running[spans[:, 0]]) / length
            return nn.functional.gelu(mean[:, part * self.size : (part + 1) * self.size], approximate="tanh")

        cue_s, cue_c = vectors(cues, 1), vectors(cues, 2)
        content = vectors(contents, 3)
        with_source = cue_s @ self.pair_source @ vectors(sources, 0).T + self._places("source", cues, sources, ends)
        with_cue = content @ self.pair_content @ cue_c.T + self._places("content", contents, cues, ends)
        return (
            torch.cat([with_source, self.none_source(cue_s)], dim=1),
            torch.cat([with_cue, self.none_content(content)], dim=1),
        )

    def _places(self, name: str, rows: Tensor, columns: Tensor, ends: np.ndarray) -> Tensor:
        """[rows, columns]"""
        tables = places(rows.numpy(), columns.numpy(), ends)
        scores = [
            self.place_scores(f"{kind}_{name}")[torch.from_numpy(table)]
            for kind, table in zip(PLACES, tables, strict=True)
        ]
        return torch.stack(scores).sum(0)

    def place_scores(self, name: str) -> Tensor:
        return self.places[name] * PLACE_SCALE


class Tagger(nn.Module):
    """Encoder, tag emissions, transition scores and the linker."""

    def __init__(self, config: MPNetConfig) -> None:
        super().__init__()
        self.encoder = MPNetModel(config, add_pooling_layer=False)
        self.dropout = nn.Dropout(0.1)
        self.emit = nn.Linear(config.hidden_size, len(TAGS))
        self.transitions = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        self.linker = Linker(config.hidden_size)
        self.register_buffer("forbidden", forbidden_transitions(), persistent=False)

    @classmethod
    def from_base(cls, folder: Path) -> "Tagger":
        """The pretrained encoder in `folder` (config.json, model.safetensors) with new heads."""
        model = cls(read_config(folder))
        load_weights(model.encoder, folder)
        return model

    def scores(self) -> Tensor:
        """Transition scores [from, to] with the impossible ones forbidden."""
        return self.transitions.masked_fill(self.forbidden, FORBIDDEN)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """ids, mask [batch, tokens] -> hidden [batch, tokens, width], emissions [batch, tokens, tags]."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return hidden, self.emit(self.dropout(hidden))

    def loss(self, batch: list[Labelled]) -> tuple[Tensor, Tensor]:
        """Negative log likelihoods per word of the tags and of the links (two scalars)."""
        hidden, emissions = self(*padded([w.ids for w in batch], WIDTHS))
        hidden, emissions = hidden.float(), emissions.float()
        with torch.autocast("cpu", enabled=False):
            words = torch.nn.utils.rnn.pad_sequence([torch.tensor(w.words) for w in batch], batch_first=True)
            tags = torch.nn.utils.rnn.pad_sequence([torch.tensor(w.tags) for w in batch], batch_first=True)
            lengths = torch.tensor([len(w.words) for w in batch])
            of_words = emissions.gather(1, words[:, :, None].expand(-1, -1, len(TAGS)))
            tagging = crf_loss(of_words, tags, lengths, self.scores())
            linking = hidden.new_zeros(())
            for number, window in enumerate(batch):
                if window.cues:
                    linking = linking + self._link_loss(self.dropout(hidden[number]), window)
        total = lengths.sum()
        return tagging / total, linking / total

    def _link_loss(self, hidden: Tensor, window: Labelled) -> Tensor:
        spans = (
            torch.tensor(s, dtype=torch.long).reshape(-1, 2) for s in (window.cues, window.sources, window.contents)
        )
        cue_source, content_cue = self.linker(hidden, breaks(window.ids, END_ID), *spans)
        loss = hidden.new_zeros(())
        for scores, gold in ((cue_source, window.cue_source), (content_cue, window.content_cue)):
            if gold:
                target = torch.tensor([scores.shape[1] - 1 if g == NONE else g for g in gold])
                loss = loss + nn.functional.cross_entropy(scores, target, reduction="sum")
        return loss


def crf_loss(emissions: Tensor, tags: Tensor, lengths: Tensor, transitions: Tensor) -> Tensor:
    """Summed negative log likelihood. emissions [batch, words, tags], tags [batch, words], lengths [batch]."""
    steps = emissions.shape[1]
    real = torch.arange(steps)[None, :] < lengths[:, None]
    gold = (emissions.gather(2, tags[:, :, None]).squeeze(2) * real).sum()
    gold = gold + (transitions[tags[:, :-1], tags[:, 1:]] * real[:, 1:]).sum()
    alpha = emissions[:, 0]
    for step in range(1, steps):
        new = torch.logsumexp(alpha[:, :, None] + transitions, dim=1) + emissions[:, step]
        alpha = torch.where(real[:, step, None], new, alpha)
    return torch.logsumexp(alpha, dim=1).sum() - gold
