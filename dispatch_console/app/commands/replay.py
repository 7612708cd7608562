"""`replay`: the plan of a certificate found again, or said to be another."""

import argparse
from pathlib import Path

from dispatch_console.app.certifying import bound_line, load_certificate
from dispatch_console.app.commands.solve import solve_in_child
from dispatch_console.app.plan_words import summary
from dispatch_console.app.terminal import say
from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.certificate import again, plan_hash, problem_hash, verify
from dispatch_console.support.i18n import tr

PATIENCE, LEAST_S = 10.0, 60.0
"""A replay goes by steps; a slower machine may take so many times as long, and that at least."""


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    replay = commands.add_parser("replay", help=tr("find the plan of a certificate again"))
    replay.add_argument(
        "certificate", type=Path, metavar=tr("CERTIFICATE"), help=tr("the certificate file")
    )
    replay.add_argument("problem", type=Path, metavar=tr("PROBLEM"), help=tr("the problem file"))
    replay.set_defaults(run=run_replay)


def run_replay(arguments: argparse.Namespace) -> int:
    """Search as recorded; 0 if the same plan comes of it and every claim holds, else 1.

    Raises `certificate.problem` for the certificate of another problem, `certificate.no_trace`
    where no search is recorded.
    """
    from dispatch_console.planning.formats.files import family_of, load_problem

    certificate = load_certificate(arguments.certificate)
    problem = load_problem(arguments.problem, family_of(arguments.problem))
    if problem_hash(problem) != certificate.problem:
        raise DomainError("certificate.problem", path=str(arguments.problem))
    command = again(certificate, problem, max(LEAST_S, PATIENCE * certificate.seconds))
    if command is None:
        raise DomainError("certificate.no_trace")
    solution = solve_in_child(command).solution
    say(summary(problem, solution))
    if plan_hash(solution) != certificate.plan:
        say(tr("Another plan than the certified one."))
        return 1
    broken = verify(certificate, problem, solution)
    for claim in broken:
        say(tr("The certificate is wrong about: {claim}", claim=tr(f"claim.{claim.value}")))
    if not broken:
        say(tr("The same plan; every claim of the certificate holds."))
        say(bound_line(problem, certificate.bound))
    return 1 if broken else 0
