"""The cross-encoder: one encoder over a pair of texts, heads for entailment, relation and axis."""

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import MPNetConfig, MPNetModel

from training.encoder import WIDTHS, load_weights, padded, read_config
from training.relations.prepare import AXES, ENTAILMENT, IGNORE, RELATIONS, Example

HEADS = {"entailment": len(ENTAILMENT), "relation": len(RELATIONS), "axis": len(AXES)}


def pooled(hidden: Tensor, mask: Tensor) -> Tensor:
    """First token beside the mean of all: hidden [batch, tokens, width], mask [batch, tokens] -> [batch, 2 * width]"""
    weight = mask[:, :, None].to(hidden.dtype)
    return torch.cat([hidden[:, 0], (hidden * weight).sum(1) / weight.sum(1)], dim=1)


class CrossEncoder(nn.Module):
    """Logits of all heads for a batch of pairs."""

    def __init__(self, config: MPNetConfig) -> None:
        super().__init__()
        self.encoder = MPNetModel(config, add_pooling_layer=False)
        self.dropout = nn.Dropout(0.1)
        self.dense = nn.Linear(2 * config.hidden_size, config.hidden_size)
        self.heads = nn.ModuleDict({name: nn.Linear(config.hidden_size, size) for name, size in HEADS.items()})

    @classmethod
    def from_base(cls, folder: Path) -> "CrossEncoder":
        """The pretrained encoder in `folder` with new heads."""
        model = cls(read_config(folder))
        load_weights(model.encoder, folder)
        return model

    def forward(self, ids: Tensor, mask: Tensor) -> dict[str, Tensor]:
        """ids, mask [batch, tokens] -> logits [batch, classes] by head"""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return self.classify(pooled(hidden, mask))

    def classify(self, vectors: Tensor) -> dict[str, Tensor]:
        """[batch, 2 * width] -> logits [batch, classes] by head"""
        vectors = self.dropout(torch.tanh(self.dense(self.dropout(vectors))))
        return {name: head(vectors) for name, head in self.heads.items()}

    def losses(self, batch: list[Example], axis_weight: float = 0.3) -> dict[str, Tensor]:
        """Mean cross-entropies of the heads that the batch trains; an absent task counts 0."""
        logits = self(*padded([e.ids for e in batch], WIDTHS))
        found = {}
        for task in ("entailment", "relation"):
            labels = torch.tensor([e.label if e.task == task else IGNORE for e in batch])
            found[task] = _loss(logits[task], labels)
        found["axis"] = axis_weight * _loss(logits["axis"], torch.tensor([e.axis for e in batch]))
        return found


def _loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Summed over what has a label, divided by the size of the batch."""
    total = nn.functional.cross_entropy(logits.float(), labels, ignore_index=IGNORE, reduction="sum")
    return total / len(labels)


@torch.inference_mode()
def probabilities(model: CrossEncoder, examples: list[Example], size: int = 32) -> dict[str, Tensor]:
    """[examples, classes] by head"""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].ids))
    found = {name: torch.empty(len(examples), classes) for name, classes in HEADS.items()}
    for start in range(0, len(order), size):
        part = order[start : start + size]
        for name, logits in model(*padded([examples[i].ids for i in part])).items():
            found[name][part] = logits.float().softmax(dim=1)
    return found
