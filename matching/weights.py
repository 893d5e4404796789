"""What each piece of evidence weighs: one named table of log-likelihood ratios in 1/100 nat.

A weight of 230 makes a candidate ten times likelier, 460 a hundred times. A change of behaviour is
a new table beside the old one, never a changed number under an old name.
"""

from __future__ import annotations

from collections.abc import Mapping

MATCH_1: Mapping[str, int] = {
    # Before anything is read: how much likelier a payer is on the roster than not, in all.
    "prior.on_roster": 390,
    # A machine-read payment slip with its check digits: more than everything else together.
    "slip.names": 12000,
    "slip.names_other": -500,
    # A slip that fails its check digits, but is within two of its thirty digits this subscriber's own.
    "slip.nearly": 8000,
    # A 12-digit id: worth what the roster says an id tells, at most this, less what the ink costs.
    "written_id.most": 2200,
    "written_id.other": -600,
    # How much of what the ink costs is believed, in percent.
    "written_id.ink": 100,
    # A billing account number, read whole.
    "billing_account.same": 1500,
    "billing_account.other": -300,
    # The subscriber's name, printed or written.
    "name.full": 900,
    "name.initial": 550,
    "name.family": 250,
    "name.other": -300,
    # The payer's address, printed or written.
    "address.whole": 700,
    "address.street": 500,
    "address.zip": 100,
    # The bank account paid for this subscriber before.
    "account.paid_before": 900,
    # The company written is one that bills this subscriber.
    "carrier.enrolled": 120,
    "carrier.other": -200,
    # The amount is exactly what one open bill, or all of them together, ask for.
    "amount.due": 150,
    "amount.other": -50,
}
"""The weights named ``match-1``, set by judgement of what each piece tells; see docs/matching.md."""

MATCH_2: Mapping[str, int] = {
    **MATCH_1,
    "written_id.other": -477,
    "written_id.ink": 120,
    "billing_account.same": 1195,
    "billing_account.other": -237,
    "name.full": 927,
    "name.initial": 293,
    "name.family": 220,
    "name.other": -273,
    "address.whole": 1088,
    "address.street": 520,
    "address.zip": 9,
    "carrier.enrolled": 218,
    "carrier.other": -309,
    "amount.due": 460,
    "amount.other": -401,
}
"""The weights named ``match-2``, learnt by ``python -m bench.matching_learn``; what inks cannot tell is as before."""

TABLES: Mapping[str, Mapping[str, int]] = {"match-1": MATCH_1, "match-2": MATCH_2}
"""All tables by the name that the setting ``policy.match`` gives."""
