"""`gateway`: the web door for customers, engineers and other programs."""

import argparse

from dispatch_console.app.arguments import whole
from dispatch_console.app.session import open_context
from dispatch_console.app.terminal import say
from dispatch_console.support.i18n import tr

PORT = 8087


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser(
        "gateway", help=tr("pages for customers and engineers, and the open API")
    )
    actions = command.add_subparsers(required=True, metavar=tr("ACTION"))
    serve = actions.add_parser("serve", help=tr("answer until stopped"))
    serve.add_argument(
        "--host", default="127.0.0.1", help=tr("the address of this computer to listen at")
    )
    serve.add_argument(
        "--port", type=lambda text: whole(text, 1, 65_535), default=PORT, help=tr("the port")
    )
    serve.add_argument(
        "--database-url", metavar="URL", help=tr("the server, instead of the one in the settings")
    )
    serve.set_defaults(run=run_serve)


def run_serve(arguments: argparse.Namespace) -> int:
    """Answer until the program is stopped."""
    from dispatch_console.gateway.serving import serve

    with open_context(arguments) as context:
        say(
            tr(
                "Answering at http://{host}:{port}/ until stopped.",
                host=arguments.host,
                port=arguments.port,
            )
        )
        serve(context, arguments.host, arguments.port)
    return 0
