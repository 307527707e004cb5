"""Prepares an encoder for int8: moves what is hard to quantise from the activations into the weights.

A few channels of a transformer's activations are far larger than the rest, and with one scale per call they leave the
others a handful of levels. Dividing each input channel of a product by a factor and multiplying the weights' row by it
changes nothing in exact arithmetic and evens the two out (SmoothQuant, Xiao et al. 2023).
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn
from transformers import MPNetModel


class Scaled(nn.Module):
    """A module whose input is divided by a factor per channel, [width], before it gets it."""

    def __init__(self, inner: nn.Module, factor: Tensor) -> None:
        super().__init__()
        self.inner = inner
        self.register_buffer("inverse", 1 / factor)

    def forward(self, hidden: Tensor, *args: object, **kwargs: object) -> object:
        return self.inner(hidden * self.inverse, *args, **kwargs)


def _sites(encoder: MPNetModel) -> list[tuple[nn.Module, str, list[nn.Linear]]]:
    """Where products take their input: the parent and name of the module to wrap, and the linear maps it feeds."""
    found: list[tuple[nn.Module, str, list[nn.Linear]]] = []
    for layer in encoder.encoder.layer:
        attention = layer.attention.attn
        found += [
            (attention, "o", [attention.o]),
            (layer.attention, "attn", [attention.q, attention.k, attention.v]),
            (layer.intermediate, "dense", [layer.intermediate.dense]),
            (layer.output, "dense", [layer.output.dense]),
        ]
    return found


@torch.no_grad()
def smooth(encoder: MPNetModel, batches: Iterable[tuple[Tensor, Tensor]], strength: float) -> None:
    """Rescale in place by the largest activations on `batches` of (ids, mask) [batch, tokens].

    `strength` 0 leaves the activations as they are, 1 makes all channels of them equally large.
    """
    sites = _sites(encoder)
    largest: dict[int, Tensor] = {}

    def watch(number: int) -> object:
        def hook(_module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            top = inputs[0].abs().amax(dim=(0, 1))
            largest[number] = torch.maximum(largest[number], top) if number in largest else top

        return hook

    handles = [linears[0].register_forward_pre_hook(watch(n)) for n, (_, _, linears) in enumerate(sites)]
    for ids, mask in batches:
        encoder(input_ids=ids, attention_mask=mask)
    for handle in handles:
        handle.remove()
    for number, (parent, name, linears) in enumerate(sites):
        weights = torch.stack([linear.weight.abs().amax(dim=0) for linear in linears]).amax(dim=0)
        factor = largest[number].clamp(min=1e-5) ** strength / weights.clamp(min=1e-5) ** (1 - strength)
        for linear in linears:
            linear.weight.mul_(factor)
        setattr(parent, name, Scaled(getattr(parent, name), factor.clone()))
