"""Readers of foreign files keep their promise on damaged files of their own kind, and on all that once broke it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.fuzz import Target
from bench.fuzz_targets import TARGETS

ALL = sorted(TARGETS.values(), key=lambda target: target.name)
SEEDS = {target.name: tuple(target.seeds()) for target in ALL}


@st.composite
def damaged(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """Return a seed with a few places cut out, doubled, overwritten or moved."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 4))):
        first, last = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        middle = draw(st.one_of(st.binary(max_size=8), st.just(data[first:last] * 2), st.sampled_from(_TELLING)))
        data = data[:first] + middle + (data[last:] if draw(st.booleans()) else data[first:])
    return data


_TELLING = (b"", b"0", b"-1", b"9" * 12, b"\x00", b"\xff" * 4, b"\r\n", b"\n", b"*", b"~", b",", b"/", "é".encode())


@pytest.mark.parametrize("target", ALL, ids=lambda target: target.name)
def test_its_own_files_are_taken(target: Target) -> None:
    for seed in SEEDS[target.name]:
        target.check(seed)


@pytest.mark.parametrize("target", ALL, ids=lambda target: target.name)
def test_what_once_broke_it_does_no_more(target: Target) -> None:
    for crasher in target.crashers():
        target.try_bytes(crasher.read_bytes())


@pytest.mark.parametrize("target", ALL, ids=lambda target: target.name)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damaged_files_are_read_or_refused(target: Target, data: st.DataObject) -> None:
    target.try_bytes(data.draw(damaged(SEEDS[target.name])))


@pytest.mark.parametrize("target", ALL, ids=lambda target: target.name)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(noise=st.binary(max_size=300))
def test_noise_is_read_or_refused(target: Target, noise: bytes) -> None:
    target.try_bytes(noise)
