"""How the gateway runs and how long keys are good, in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch_console.support.i18n import tr
from dispatch_console.ui.gateway_runner import GatewayRunner, Stage


def standing_sentence(runner: GatewayRunner | None) -> str:
    """Whether the gateway runs, where, and what is wrong; None: not this console's to run."""
    if runner is None:
        return tr("gateway.elsewhere")
    address = runner.wanted.address if runner.wanted is not None else ""
    match runner.stage:
        case Stage.RUNNING:
            return tr("gateway.running", address=address)
        case Stage.STARTING if not runner.trouble:
            return tr("gateway.starting", address=address)
        case Stage.STARTING | Stage.FAILED:
            why = runner.trouble or tr("gateway.silent")
            return tr("gateway.not_running", address=address, why=why)
    return tr("gateway.off")


def is_trouble(runner: GatewayRunner | None) -> bool:
    """Whether somebody should do something about it."""
    return runner is not None and bool(runner.trouble or runner.stage is Stage.FAILED)


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    """Day and time; nothing for none."""
    return "" if at is None else at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
