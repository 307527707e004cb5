"""The pretrained encoder all fine-tuned models stand on (all-mpnet-base-v2), and its form for export."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import MPNetConfig, MPNetModel
from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

from training.packaging import Int8Embedding

PAD, END_ID = 1, 2  # ids of the padding token and of the token behind every paragraph
WIDTHS = 8  # in training: few widths mean few kernels to prepare


def read_config(folder: Path) -> MPNetConfig:
    config = MPNetConfig(**json.loads((folder / "config.json").read_text()))
    config.attention_probs_dropout_prob = 0.0  # drawing these masks costs a tenth of a step on a CPU
    return config


def load_weights(encoder: MPNetModel, folder: Path) -> None:
    """Load model.safetensors of the base into an encoder made without pooling layer."""
    missing, _ = encoder.load_state_dict(load_file(folder / "model.safetensors"), strict=False)
    if missing:
        raise ValueError(f"not in the base model: {missing}")


def padded(batch: list[list[int]], widths: int = 1) -> tuple[Tensor, Tensor]:
    """ids and mask [batch, tokens] of token lists, padded to the longest, rounded up to a multiple of `widths`."""
    lengths = torch.tensor([len(i) for i in batch])
    width = -(-int(lengths.max()) // widths) * widths
    ids = torch.tensor([i + [PAD] * (width - len(i)) for i in batch])
    return ids, (torch.arange(width)[None, :] < lengths[:, None]).long()


class TracedEncoder(nn.Module):
    """The same encoder, written so that tracing gives a small graph; word vectors in int8, one scale a row.

    Takes the layers out of the encoder it is given. Padding may stand at the end only.
    """

    def __init__(self, encoder: MPNetModel) -> None:
        super().__init__()
        self.embeddings, self.encoder = encoder.embeddings, encoder.encoder
        self.words = Int8Embedding(encoder.embeddings.word_embeddings)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """[batch, tokens] each -> hidden [batch, tokens, width]"""
        positions = torch.arange(input_ids.shape[1]) + PAD + 1
        hidden = self.words(input_ids) + self.embeddings.position_embeddings(positions)
        hidden = self.embeddings.LayerNorm(hidden)
        bias = (1.0 - attention_mask[:, None, None, :].float()) * -1e4
        bias = bias + self._relative(input_ids.shape[1])
        for layer in self.encoder.layer:
            hidden = layer(hidden, None, bias)[0]
        return hidden

    def _relative(self, tokens: int) -> Tensor:
        """Relative position bias, [1, heads, tokens, tokens]."""
        index = torch.arange(tokens)
        bucket = MPNetEncoder.relative_position_bucket(index[None, :] - index[:, None], num_buckets=32)
        return self.encoder.relative_attention_bias(bucket).permute(2, 0, 1)[None]


def export_graph(module: nn.Module, path: Path, outputs: dict[str, dict[int, str]]) -> None:
    """Write the float graph of a module of (input_ids, attention_mask); `outputs` names the axes that vary."""
    ids = torch.tensor([[0, 1996, 2003, 2], [0, 2058, 2, PAD]])
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        module.eval(),
        (ids, (ids != PAD).long()),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=list(outputs),
        dynamic_axes={"input_ids": axes, "attention_mask": axes, **outputs},
        opset_version=17,
        dynamo=False,
    )
