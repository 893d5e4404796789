"""What is printed and written on one check or money order, before it is drawn."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from enum import StrEnum

from lockbox.micr import routing_number_holds
from samples.e13b import on_positions


class Kind(StrEnum):
    """Kinds of paper with money in it, as the truth table names them."""

    PERSONAL = "personal_check"
    BUSINESS = "business_check"
    CASHIERS = "cashiers_check"
    BILL_PAY = "bill_pay"
    POSTAL_ORDER = "usps_money_order"
    BANK_ORDER = "bank_money_order"
    WARRANT = "treasury_warrant"


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank that does not exist, with a routing number whose check digit holds."""

    name: str
    town: str
    routing: str

    @property
    def fraction(self) -> str:
        """The routing number as the fraction printed near the check number."""
        district = self.routing[:4].lstrip("0") or "0"
        return f"53-{self.routing[4:8].lstrip('0') or '0'}/{district}"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One check or money order as it will be drawn; texts are as written, ``cents`` is what it is good for.

    Attributes:
        drawer: name and address lines printed at the upper left, empty lines left out.
        figures: courtesy amount as written, without the dollar sign.
        words: legal amount as written.
        above_payee: what a payer squeezed in above the payee line.
        signature: the name signed, empty for none.
        stamp: a word across the face, such as VOID.
        note: a further handwritten note on the face.
        back: lines written on the back; ``endorsed`` lines of an endorsement, the last one signed.
        serial: check or money order number.
        cells: the code line on its 65 positions.
    """

    kind: Kind
    bank: Bank
    drawer: tuple[str, ...]
    payee: str
    cents: int
    figures: str
    words: str
    day: dt.date
    date: str
    memo: str
    signature: str
    account: str
    serial: str
    cells: str
    above_payee: str = ""
    stamp: str = ""
    note: str = ""
    back: tuple[str, ...] = ()
    endorsed: tuple[str, ...] = ()


_BANKS = (
    ("Harbor Light Savings Bank", "Gloucester, MA", "0113"),
    ("Commonwealth Mutual Bank", "Worcester, MA", "0113"),
    ("First Charles River Bank, N.A.", "Boston, MA", "0110"),
    ("Pioneer Valley Trust", "Springfield, MA", "0118"),
    ("Bay Colony Federal Credit Union", "Quincy, MA", "2113"),
    ("Minuteman National Bank", "Concord, MA", "0110"),
    ("Merrimack Five Cents Savings", "Lowell, MA", "0113"),
    ("Old Granite Credit Union", "Quincy, MA", "2113"),
    ("Empire Atlantic Bank", "New York, NY", "0210"),
    ("Cape & Islands Cooperative Bank", "Hyannis, MA", "2113"),
)


def _routing(prefix: str, body: int) -> str:
    """Return nine digits from a four-digit prefix and a four-digit body, closed by the ABA check digit."""
    eight = f"{prefix}{body:04d}"
    return next(eight + digit for digit in "0123456789" if routing_number_holds(eight + digit))


BANKS = tuple(Bank(name, town, _routing(prefix, 1170 + 37 * i)) for i, (name, town, prefix) in enumerate(_BANKS))

POSTAL_BANK = Bank("United States Postal Service", "", "000008002")
ORDER_BANK = Bank("Frontier Express Payment Instruments", "Englewood, CO", "102100400")
TREASURY = Bank("United States Treasury", "", "000000518")


def code_line(kind: Kind, bank: Bank, account: str, serial: str, rng: random.Random) -> str:
    """Return the code line that such a paper carries, in one of the arrangements in use."""
    transit = (43, f"A{bank.routing}A")
    if kind in {Kind.BUSINESS, Kind.CASHIERS, Kind.BILL_PAY}:
        return on_positions((45 + len(serial) + 2, f"C{serial}C"), transit, (31, f"{account}C"))
    if kind in {Kind.POSTAL_ORDER, Kind.BANK_ORDER, Kind.WARRANT}:
        return on_positions(transit, (31, f"{serial}C"))
    if len(account) + len(serial) > 15 or rng.random() < 0.7:
        short = serial if len(account) + len(serial) + 2 <= 18 else serial.lstrip("0")
        return on_positions(transit, (31, f"{account}C {short}"))
    if rng.random() < 0.5:
        return on_positions(transit, (32, f"{serial} {account}C"))
    return on_positions(transit, (31, f"{account[:4]} {account[4:]}C {serial}"))


def account_number(rng: random.Random) -> str:
    """Return an account number of eight to twelve digits."""
    return f"{rng.randrange(1, 10)}{rng.randrange(10**11):011d}"[: rng.choice((8, 9, 10, 10, 12))]


def postal_serial(rng: random.Random) -> str:
    """Return eleven digits, the last of them the rest of the first ten by nine."""
    ten = f"{rng.randrange(20, 29)}{rng.randrange(10**8):08d}"
    return ten + str(sum(map(int, ten)) % 9)
