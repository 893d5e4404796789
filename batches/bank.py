"""The bank's report (BAI2) taken in: into the archive, held against deposits and checks, and into the books."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from batches.archive import Archive
from batches.lookup import find_run
from batches.site import Site
from lockbox.banking import DEPOSIT, RETURNED, BankFile, BankLine, Matched, Paper, ReturnClue, Upshot
from lockbox.books.bank_take import BankPosting, BankResult
from lockbox.books.books import Books, open_books
from lockbox.canonical import decode, sha256
from lockbox.errors import LockboxError
from lockbox.formats.bai2 import TEST, BankAccount, BankGroup, BankItem, BankReport, NotABankReport, read_bank_report
from lockbox.formats.bai2_write import write_bank_report
from lockbox.formats.faults import Fault
from lockbox.identifiers import mask_account, redact
from lockbox.identity import account_key, confirmation_holds, item_key, normalise_confirmation
from lockbox.micr import Micr
from lockbox.settings_bank import Returns
from lockbox.settlement import Outcome
from matching.bank import Terms, compare, match_return, returned_before

_FIGURES = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){5,}(?![0-9A-Za-z])")
_SHOWN = 12


class BankReportError(LockboxError):
    """The bank's report cannot be taken in; nothing was."""

    hint = "Ask the bank for the report again; nothing was changed."


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of loading a report.

    Attributes:
        strangers: accounts it reports that are not the deposit account, as their last four digits.
    """

    file: BankFile
    result: BankResult
    matched: tuple[Matched, ...]
    faults: tuple[Fault, ...]
    strangers: tuple[str, ...]


def load_report(site: Site, data: bytes, clerk: str, at: str) -> Loaded:
    """Take a report of the bank in; the same file again changes nothing.

    Args:
        site: whose deposits it is about.
        data: the file.
        clerk: who loads it.
        at: when, ISO 8601.

    Raises:
        BankReportError: it is none, does not add up, or says nothing of the deposit account; each fault is named.
        OtherReportError: another report of this sender, day and number is in the books.
        NotFoundError: no batch was ever posted.
    """
    report = _whole(data)
    file = _file_of(report, sha256(data), (clerk, at))
    lines, strangers = _lines(report, file, site)
    with site.lock(), closing(open_books(site.books_url)) as books:
        if books.bank.loaded(file):
            return Loaded(file, BankResult(new=False), (), report.faults, strangers)
        site.archive.put(data)
        posting = _posting(site, books, file, lines)
        result = books.bank.take(posting)
    return Loaded(file, result, posting.matched, report.faults, strangers)


def sample_report(site: Site, returned: Sequence[str], day: dt.date) -> bytes:
    """Return a synthetic report that credits every deposit that waits, and returns some checks as the bank would.

    Args:
        site: whose deposits.
        returned: checks to come back, by confirmation number or envelope.
        day: the business day it speaks of.

    Raises:
        BankReportError: a number names no deposited check.
    """
    bank = site.bank
    with closing(open_books(site.books_url)) as books:
        waiting = books.bank.deposits(dt.date.min)
        known = books.bank.papers(dt.date.min, dt.date.max)
    papers = {name: paper for paper in known for name in (paper.envelope, paper.confirmation)}
    items = [
        BankItem(0, DEPOSIT, one.cents, "Z", f"{number:06}", one.batch[:12], "LOCKBOX DEPOSIT")
        for number, one in enumerate(waiting, 1)
    ]
    for number, name in enumerate(returned, 1):
        paper = papers.get(name) or papers.get(normalise_confirmation(name))
        if paper is None:
            raise BankReportError(f"{name} is no deposited check", hint="Name one by its confirmation number.")
        micr = _micr_of(site.archive, paper)
        said = f"R/T {micr.routing} ACCT {micr.account} CHECK {micr.serial} REASON A" if micr else "REASON A"
        items.append(BankItem(0, RETURNED, paper.cents, "Z", f"9{number:05}", micr.serial if micr else "", said))
    account = BankAccount(0, bank.credit_account, "USD", items=tuple(items))
    group = BankGroup(0, bank.origin_routing, bank.deposit_routing, "1", day, "USD", "2", (account,))
    name = str(int(sha256(repr([(item.text, item.cents) for item in items]).encode())[:4], 16))
    return write_bank_report(BankReport(bank.deposit_routing, bank.origin_routing, day, "0600", name, (group,)))


# --- The report ----------------------------------------------------------------------------------


def _whole(data: bytes) -> BankReport:
    try:
        report = read_bank_report(data)
    except NotABankReport as error:
        raise BankReportError(str(error)) from error
    if not report.adds_up:
        said = [str(fault) for fault in report.faults]
        more = [f"and {len(said) - _SHOWN} more"] if len(said) > _SHOWN else []
        raise BankReportError("the report does not add up:\n  " + "\n  ".join([*said[:_SHOWN], *more]))
    return report


def _file_of(report: BankReport, name: str, by: tuple[str, str]) -> BankFile:
    days = [group.as_of for group in report.groups if group.as_of]
    day = report.created_on or max(days, default=None)
    if day is None:
        raise BankReportError("the report names no day")
    return BankFile(name, report.sender, report.file_id, day, by[1], " ".join(by[0].split()))


_Line = tuple[BankLine, ReturnClue]


def _lines(report: BankReport, file: BankFile, site: Site) -> tuple[tuple[_Line, ...], tuple[str, ...]]:
    """Return the lines about the deposit account, and which other accounts there are; test groups say nothing."""
    ours, strangers = site.bank.credit_account.lstrip("0"), []
    lines: list[_Line] = []
    found = False
    for group in report.groups:
        for account in group.accounts:
            if re.sub(r"[^0-9]", "", account.number).lstrip("0") != ours:
                strangers.append(account.number[-4:])
                continue
            found = True
            if group.status != TEST:
                lines += (_line(item, file, (group, account), site) for item in account.items)
    if not found:
        others = ", ".join(f"…{tail}" for tail in strangers) or "none"
        raise BankReportError(
            f"the report says nothing of the deposit account (it reports {others})",
            hint="The account is credit_account of [bank] in lockbox.toml.",
        )
    return tuple(lines), tuple(dict.fromkeys(strangers))


def _line(item: BankItem, file: BankFile, inside: tuple[BankGroup, BankAccount], site: Site) -> _Line:
    group, account = inside
    clue = _clue(item, site, site.bank.returns) if item.code == RETURNED else ReturnClue()
    line = BankLine(
        file=file.sha256,
        record=item.record,
        code=item.code,
        cents=item.cents,
        as_of=group.as_of or file.created_on,
        bank_reference=redact(item.bank_reference),
        customer_reference=redact(item.customer_reference),
        said=_masked(item.text, site.bank.returns),
        tail=account.number[-4:] if len(account.number) > 4 else "",
        status=group.status,
        item_key=clue.item_key,
    )
    return line, clue


def _clue(item: BankItem, site: Site, returns: Returns) -> ReturnClue:
    """Return what a returned item's words say of the check; numbers of accounts become their keyed hash at once."""
    said, key = item.text.upper(), bytes.fromhex(site.settings.fingerprint_key)
    routing = _found(returns.routing, said)
    account = re.sub(r"[^0-9]", "", _found(returns.account, said))
    reference = item.customer_reference
    serial = _found(returns.serial, said) or (reference if re.fullmatch(r"[0-9]{1,10}", reference) else "")
    number = normalise_confirmation(_found(returns.confirmation, said))
    whole = Micr("", routing, account, serial) if routing and account and serial else None
    return ReturnClue(
        routing=routing,
        serial=serial,
        account_key=account_key(key, routing, account) if routing and account else "",
        item_key=item_key(key, whole, item.cents) if whole else "",
        confirmation=number if confirmation_holds(number) else "",
        reason=_found(returns.reason, said).strip(),
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    return match[1] if match else ""


def _masked(text: str, returns: Returns) -> str:
    """Return a line's words with every number masked that may be an account's."""
    match = re.search(returns.account, text.upper())
    if match:
        text = text[: match.start(1)] + mask_account(match[1]) + text[match.end(1) :]
    return _FIGURES.sub(lambda figures: mask_account(figures[0]), text)


# --- Against the books ---------------------------------------------------------------------------


def _posting(site: Site, books: Books, file: BankFile, lines: Sequence[_Line]) -> BankPosting:
    """Return what the books take of a report: each line held against our deposits and checks."""
    returns, newest = site.bank.returns, max((line.as_of for line, _ in lines), default=file.created_on)
    terms = Terms(returns.credit_days, returns.credit_window_days)
    since = newest - dt.timedelta(days=returns.missing_days)
    matched, missing = compare([line for line, _ in lines], books.bank.deposits(since), terms)
    sent_back = [(line, clue) for line, clue in lines if line.code == RETURNED]
    oldest = min((line.as_of for line, _ in sent_back), default=newest) - dt.timedelta(days=returns.window_days)
    papers = books.bank.papers(oldest, newest) if sent_back else ()
    back = tuple(_return(site, line, clue, papers) for line, clue in sent_back)
    return BankPosting(
        file=file,
        matched=tuple(sorted((*matched, *back), key=lambda one: one.line.record)),
        missing=missing,
        filed_under=books.bank.home(newest),
        gone=tuple((one.line.id, returned_before(one.line)) for one in back if one.upshot is Upshot.RETURNED),
    )


def _return(site: Site, line: BankLine, clue: ReturnClue, papers: Iterable[Paper]) -> Matched:
    of_amount = [paper for paper in papers if paper.cents == line.cents]
    whole = [paper for paper in of_amount if clue.item_key and paper.item_key == clue.item_key]
    return match_return(line, clue, whole or tuple(_numbered(site.archive, of_amount)))


def _numbered(archive: Archive, papers: Iterable[Paper]) -> Iterator[Paper]:
    """Yield papers with routing and serial as the night read them, each batch opened once."""
    for batch, some in groupby(sorted(papers, key=_place), key=attrgetter("batch")):
        wanted = {(paper.envelope, paper.item): paper for paper in some}
        envelopes = {envelope for envelope, _ in wanted}
        for result in archive.manifest(find_run(archive, batch)).results:
            if result.envelope not in envelopes:
                continue
            for one in decode(Outcome, archive.get(result.outcome_sha256)).remittance.instruments:
                paper, micr = wanted.get((result.envelope, one.item)), one.micr.value
                if paper:
                    yield replace(paper, routing=micr.routing, serial=micr.serial) if micr else paper


def _place(paper: Paper) -> tuple[str, str, int]:
    return paper.batch, paper.envelope, paper.item


def _micr_of(archive: Archive, paper: Paper) -> Micr | None:
    for result in archive.manifest(find_run(archive, paper.batch)).results:
        if result.envelope == paper.envelope:
            outcome = decode(Outcome, archive.get(result.outcome_sha256))
            return next((one.micr.value for one in outcome.remittance.instruments if one.item == paper.item), None)
    return None


def report_faults(site: Site, books: Books) -> Iterator[str]:
    """Yield where the books hold a report otherwise than its file in the archive says it."""
    for file in books.bank.files():
        try:
            report = read_bank_report(site.archive.get(file.sha256))
        except (LockboxError, NotABankReport) as error:
            yield f"report {file.sha256[:12]} cannot be held against the archive: {error}"
            continue
        said = {
            item.record: (item.code, item.cents, group.status)
            for group in report.groups
            for account in group.accounts
            for item in account.items
        }
        for line in books.bank.lines(file.sha256):
            if said.get(line.record) != (line.code, line.cents, line.status):
                yield f"report {file.sha256[:12]}: record {line.record} says otherwise in the archive"
