"""The open API: JSON for other programs, by keys of their own.

An application inside the gateway's, so that its description (`openapi.json`) tells of it alone. One
module per thing; `caller` says who asks, `fields` what values look like, `answers` what failed.
"""
