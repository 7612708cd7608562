"""Working time: which moments count, and how to add, subtract and measure what counts.

`calendar` holds the dataclasses, `public_days` asks the holiday libraries, `days` says what hours
a date has and why, `count` walks along the hours, `reading` and `writing` have the documented
form of calendars (docs/sla.md). Imports `domain` and `support` only.
"""
