"""Sending what the outbox holds: by mail, to WeCom robots, to other systems.

At least once: a message whose sender is killed after it went out and before that was written down
is sent again, with the same Message-ID or Idempotency-Key, by which the other side can tell.
"""
