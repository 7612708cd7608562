"""`admin audit`: putting seals on the audit trail, and finding out whether anybody changed it."""

import argparse
import json
from dataclasses import asdict

from dispatch_console.app.session import open_context
from dispatch_console.app.terminal import complain, say
from dispatch_console.services.sealing import BATCH, seal, verify, verify_records
from dispatch_console.storage.repositories.seal_chain import Broken, Fault, Verdict
from dispatch_console.support.i18n import tr

BROKEN = 1
"""The exit code where the trail cannot be trusted."""


def register(tasks: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the task to `admin`."""
    audit = tasks.add_parser("audit", help=tr("the audit trail: seal it, check it"))
    actions = audit.add_subparsers(required=True, metavar=tr("ACTION"))
    sealing = actions.add_parser("seal", help=tr("put a seal on all that has none yet"))
    sealing.set_defaults(run=run_seal)
    check = actions.add_parser("verify", help=tr("find out whether anything sealed was changed"))
    check.add_argument("--json", action="store_true", help=tr("print the verdict as JSON"))
    check.add_argument(
        "--head",
        metavar=tr("HASH"),
        default="",
        help=tr("a head that was written down before: it must still be in the chain"),
    )
    check.set_defaults(run=run_verify)
    for action in (sealing, check):
        action.add_argument(
            "--database-url",
            metavar="URL",
            help=tr("the server, instead of the one in the settings"),
        )


def run_seal(arguments: argparse.Namespace) -> int:
    """Seal until nothing is left that is finished."""
    rows = 0
    with open_context(arguments) as context:
        while sealed := seal(context):
            rows += sealed
            if sealed < BATCH:
                break
    say(tr("Rows sealed: {rows}.", rows=rows))
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """Say what was found; 0 if all holds."""
    with open_context(arguments) as context:
        trail = verify(context, arguments.head)
        records = verify_records(context, arguments.head)
    anchored = trail.anchored is not None or records.anchored is not None
    lost = bool(arguments.head) and not anchored
    whole = all(one.broken is None and not one.unguarded for one in (trail, records))
    holds = whole and not lost
    if arguments.json:
        verdict = {"holds": holds, **asdict(trail), "records": asdict(records)}
        say(json.dumps(verdict, default=str))
    else:
        _tell(trail, records, lost=lost)
    return 0 if holds else BROKEN


def _tell(trail: Verdict, records: Verdict, *, lost: bool) -> None:
    if trail.broken is not None:
        complain(_broken(trail.broken))
    if records.broken is not None:
        complain(_broken_record(records.broken))
    unguarded = trail.unguarded + records.unguarded
    if unguarded:
        complain(
            tr(
                "Somebody has switched off what keeps these tables from being changed: {tables}.",
                tables=", ".join(unguarded),
            )
        )
    if lost:
        complain(tr("The chain has no seal with this head: it was made anew, or cut short."))
    elif trail.anchored is not None:
        say(tr("The given head is that of seal {seal}.", seal=trail.anchored))
    elif records.anchored is not None:
        say(
            tr(
                "The given head is that of seal {seal} of commands and plans.",
                seal=records.anchored,
            )
        )
    if records.broken is None:
        _tell_records(records)
    if trail.broken is None:
        _tell_trail(trail)


def _tell_records(records: Verdict) -> None:
    say(
        tr(
            "Commands and plans hold: {rows} under {seals} seals; {unsealed} have no seal yet.",
            rows=records.rows,
            seals=records.seals,
            unsealed=records.unsealed,
        )
    )
    if records.head:
        say(tr("Head of commands and plans: {head}", head=records.head))


def _tell_trail(trail: Verdict) -> None:
    say(
        tr(
            "The chain holds: {rows} rows under {seals} seals, {erased} of them erased; "
            "{unsealed} rows have no seal yet.",
            rows=trail.rows,
            seals=trail.seals,
            erased=trail.erased,
            unsealed=trail.unsealed,
        )
    )
    if trail.head:
        say(tr("Head: {head}", head=trail.head))


def _broken_record(broken: Broken) -> str:
    number = broken.seal
    if broken.row is None or broken.kind is None:
        return tr("Commands and plans: the chain breaks at seal {seal}.", seal=number)
    name = tr("command {id}", id=broken.row)
    if broken.kind == "plan":
        name = tr("plan {id}", id=broken.row)
    match broken.fault:
        case Fault.MISSING:
            return tr("The chain breaks at seal {seal}: {name} is missing.", seal=number, name=name)
        case Fault.ADDED:
            return tr(
                "The chain breaks at seal {seal}: {name} was added later.", seal=number, name=name
            )
        case Fault.CHANGED:
            return tr(
                "The chain breaks at seal {seal}: {name} was changed.", seal=number, name=name
            )


def _broken(broken: Broken) -> str:
    where = {"seal": broken.seal, "row": broken.row}
    if broken.row is None:
        return tr(
            "The chain breaks at seal {seal}: the seal or the rows under it changed.", **where
        )
    match broken.fault:
        case Fault.MISSING:
            return tr("The chain breaks at seal {seal}: row {row} is missing.", **where)
        case Fault.ADDED:
            return tr("The chain breaks at seal {seal}: row {row} was added later.", **where)
        case Fault.CHANGED:
            return tr("The chain breaks at seal {seal}: row {row} was changed.", **where)
