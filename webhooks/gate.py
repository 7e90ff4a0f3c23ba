"""Which door a request takes: the three for machines stand in front of Flask, everything else goes to it."""

from __future__ import annotations

from collections.abc import Iterable

from webhooks import flow_door as _flow
from webhooks import receipt_door as _receipts
from webhooks import receiver as _receiver
from webhooks.door import App, Environ, StartResponse


def front(flask_wsgi: App, receiver: App, receipts: App, flow: App) -> App:
    """One WSGI app. `/webhooks` exactly and everything under `/receipts/` and `/flow/` never reach Flask."""

    def gate(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == _receiver.PATH:
            return receiver(environ, start_response)
        if path.startswith(_receipts.PREFIX):
            return receipts(environ, start_response)
        if path.startswith(_flow.PREFIX):
            return flow(environ, start_response)
        return flask_wsgi(environ, start_response)

    return gate
