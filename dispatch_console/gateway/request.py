"""What handlers ask of a request."""

from dataclasses import replace

from fastapi import Request

from dispatch_console.services.context import Context


def context_of(request: Request, user: str = "") -> Context:
    """The application's context, acting as `user` where one is given."""
    context: Context = request.app.state.context
    return replace(context, user=user) if user else context
