"""Web access: who has a key to the gateway, and how it runs. Views only; `shell.gateway_flow`
reads and writes."""
