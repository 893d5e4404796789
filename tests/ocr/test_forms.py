"""Fields of forms from their labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lockbox.records import Zone
from ocr.forms import form_strips
from ocr.labels import Label, Says
from ocr.layout import Layout, Rect, find_layout
from ocr.rules import Rule
from ocr.standing import Strip

RULE = Rule(171, 941, 239, 238)
ROWS = (Label(Says.PAYEE, Rect(46, 223, 120, 240)), Label(Says.PAYEE, Rect(46, 202, 133, 223)))


def layout() -> Layout:
    """A page with one rule, and an upright stroke above it as tall letters make."""
    bare = find_layout(np.full((550, 1200), 250, np.uint8), 200)
    return replace(bare, rules=(RULE,), posts=(Rect(293, 180, 296, 236),))


def test_a_label_in_two_rows_speaks_for_the_rule_beside_its_foot() -> None:
    (strip,) = form_strips([], list(ROWS), layout())
    assert (strip.zone, strip.rule) == (Zone.PAYEE, RULE)
    assert strip.area.right >= RULE.right


def test_labels_far_apart_are_not_one() -> None:
    memo, other = Label(Says.MEMO, Rect(46, 410, 75, 426)), Label(Says.MEMO, Rect(46, 300, 75, 316))
    strips = form_strips([], [*ROWS, memo, other], layout())
    assert [strip.zone for strip in strips] == [Zone.PAYEE, Zone.MEMO]


def test_printed_words_go_on_past_letters_that_a_signature_hides_up_to_the_figures_beside_them() -> None:
    words = Label(Says.WORDS, Rect(188, 262, 422, 281))
    (strip,) = form_strips([], [words], layout())
    assert strip.area.right > 1100
    figures = Label(Says.FIGURES, Rect(900, 258, 1030, 286))
    areas = {strip.zone: strip.area for strip in form_strips([], [words, figures], layout())}
    assert areas[Zone.LEGAL].right <= figures.box.left


def test_a_signature_is_the_last_to_take_the_ink_of_its_rows() -> None:
    signature = Label(Says.SIGNER, Rect(180, 244, 420, 258))
    guessed = Strip(Zone.LEGAL, Rect(8, 262, 1192, 330), Rule(57, 1135, 310, 311), 1)
    strips = form_strips([guessed], [signature], layout())
    assert [strip.zone for strip in strips] == [Zone.LEGAL, Zone.SIGNATURE]
