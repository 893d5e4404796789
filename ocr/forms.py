"""Fields of forms that are not laid out like a check, from the labels that were read on them."""

from __future__ import annotations

from lockbox.records import Zone
from ocr.labels import VALUES, Label, Says, rule_above, rule_after
from ocr.layout import Layout
from ocr.rules import INCH, Rect, Rule
from ocr.standing import Strip, continued

_ZONES = {
    Says.PAYEE: Zone.PAYEE,
    Says.AMOUNT: Zone.LEGAL,
    Says.DATE: Zone.DATE,
    Says.MEMO: Zone.MEMO,
    Says.SENDER: Zone.PAYER,
    Says.SIGNER: Zone.SIGNATURE,
    Says.WORDS: Zone.LEGAL,
    Says.FIGURES: Zone.COURTESY,
    Says.DAY: Zone.DATE,
}


def form_strips(strips: list[Strip], labels: list[Label], layout: Layout) -> list[Strip]:
    """Put strips that labels speak for in the place of those that geometry guessed.

    Args:
        strips: what geometry says, as for a check.
        labels: what was read.
        layout: the page.
    """
    spoken: list[Strip] = []
    labels = _whole(labels)
    for label in sorted(labels, key=lambda one: (one.says not in VALUES, one.box.top, one.box.left)):
        zone = _zone(label, labels, layout)
        if zone is None or (zone is not Zone.PAYER and any(strip.zone is zone for strip in spoken)):
            continue
        spoken.append(_spoken(label, zone, layout, labels))
    if not spoken:
        return strips
    named = {strip.zone for strip in spoken}
    kept = [strip for strip in strips if strip.zone not in named and not _clash(strip, spoken)]
    signed = [strip for strip in spoken if strip.zone is Zone.SIGNATURE]  # whose strokes reach into other rows
    return [*(strip for strip in spoken if strip not in signed), *kept, *signed]


def _whole(labels: list[Label]) -> list[Label]:
    """Return the labels, those in two rows as one: its foot, not that of its first row, is level with the rule."""
    whole: list[Label] = []
    for label in sorted(labels, key=lambda one: (one.box.top, one.box.left)):
        above = next((one for one in whole if one.says is label.says and _stacked(one.box, label.box)), None)
        if above is None or label.says in VALUES:
            whole.append(label)
        else:
            whole[whole.index(above)] = Label(label.says, above.box.union(label.box))
    return whole


def _stacked(upper: Rect, lower: Rect) -> bool:
    """Say whether two boxes are rows of one label."""
    gap = lower.top - upper.bottom
    return -0.5 * lower.height <= gap <= lower.height and abs(lower.left - upper.left) <= lower.height


def _zone(label: Label, labels: list[Label], layout: Layout) -> Zone | None:
    """The field a label asks for; an address is the payer's where it stands below the sender."""
    if label.says is Says.SENDER and rule_above(label.box, layout.rules) is not None:
        return Zone.SIGNATURE
    if label.says is Says.ADDRESS:
        above = [
            other
            for other in labels
            if other.box.bottom <= label.box.top and abs(other.box.left - label.box.left) < 0.4 * INCH
        ]
        nearest = max(above, key=lambda other: other.box.bottom, default=None)
        return Zone.PAYER if nearest is not None and nearest.says in {Says.SENDER, Says.SIGNER} else None
    return _ZONES[label.says]


def _spoken(label: Label, zone: Zone, layout: Layout, labels: list[Label]) -> Strip:
    """The strip beside a label, above the rule it is printed under, or the label itself where it is the value."""
    box = label.box
    if label.says is Says.WORDS:
        beside = (
            one.box.left for one in labels if one.box.left >= box.right and one.box.top < box.middle < one.box.bottom
        )
        return Strip(zone, Rect(8, box.top - 8, min((layout.width - 8, *beside)), box.bottom + 8), None, 0)
    if label.says in VALUES:
        return Strip(zone, continued(box, layout.marks).grown(8, 8), None, 0)
    rule = rule_after(box, layout.rules)
    if rule is not None:
        y = round(rule.middle)
        return Strip(zone, Rect(box.right + 1, y - _headroom(rule, layout), rule.right + 20, y + 30), rule, 0)
    under = rule_above(box, layout.rules)
    if under is not None:
        y = round(under.middle)
        return Strip(zone, Rect(under.left - 10, y - _headroom(under, layout), under.right + 20, y + 12), under, 0)
    end = min(
        (r.left for r in layout.posts if r.left > box.right and r.top < box.middle < r.bottom), default=layout.width
    )
    base = Rule(box.right, min(end, box.right + 4 * INCH), box.bottom, box.bottom)
    return Strip(zone, Rect(box.right + 1, box.top - 24, base.right, box.bottom + 20), base, 0)


def _headroom(rule: Rule, layout: Layout) -> int:
    """How far above a rule its writing may begin: to the next rule above it, 0.42 inch at most."""
    room = round(0.42 * INCH)
    for other in layout.rules:
        shared = min(rule.right, other.right) - max(rule.left, other.left)
        gap = rule.middle - other.middle
        if shared > 0.3 * rule.width and 0.12 * INCH < gap < room:
            room = round(gap) - 4
    return room


def _clash(strip: Strip, spoken: list[Strip]) -> bool:
    """Whether a guessed strip stands on the line of another field."""
    if strip.rule is None:
        return False
    return any(other.rule == strip.rule for other in spoken)
