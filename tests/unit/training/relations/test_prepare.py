"""Which pairs train the relation model, and which are kept from it."""

from __future__ import annotations

from typing import Any

from training.relations.prepare import is_held_out, split_events, thin_out
from training.relations.strangers import claims_by_event, strangers


def pair(event: str, relation: str, a: str, b: str) -> dict[str, Any]:
    return {
        "event": event,
        "relation": relation,
        "a": {"text": a, "published": "2024-03-01"},
        "b": {"text": b, "published": "2024-03-09"},
    }


def test_about_one_event_in_eight_is_held_out_and_never_trained_on() -> None:
    rows = [pair(f"X-{number:03}", "unrelated", "a", "b") for number in range(400)]
    train, held = split_events(rows)
    assert 30 <= len(held) <= 70
    assert {row["event"] for row in train}.isdisjoint(row["event"] for row in held)
    assert all(is_held_out(row["event"]) for row in held)


def test_only_unrelated_pairs_are_thinned_out() -> None:
    rows = [pair("X-1", "unrelated", str(n), "b") for n in range(200)] + [pair("X-1", "updates", "a", "b")] * 20
    kept = thin_out(rows, 0.5, seed=3)
    assert kept == thin_out(rows, 0.5, seed=3)
    assert sum(row["relation"] == "updates" for row in kept) == 20
    assert 70 <= sum(row["relation"] == "unrelated" for row in kept) <= 130


def test_strangers_are_of_two_events_and_close_in_time() -> None:
    rows = [
        pair("X-1", "updates", "Twelve people died in the ferry fire.", "Nineteen people died in the ferry fire."),
        pair("X-2", "updates", "Three people died in the hotel fire.", "Eight people died in the hotel fire."),
    ]
    assert len(claims_by_event(rows)) == 4
    found = strangers(rows, seed=1)
    assert found
    for row in found:
        assert len(set(row["event"].split())) == 2
        assert row["relation"] == "unrelated"
        assert row["a"]["published"] <= row["b"]["published"] <= "2024-03-29"
