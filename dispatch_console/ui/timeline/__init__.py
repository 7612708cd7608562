"""The timeline: engineers × time, with visits, legs, breaks, live state and drag and drop.

`scale`, `layout`, `chart`, `lines` and `view` are pure (no Qt): from a board to rows, bars and
pixels. `canvas` paints what is in sight and hears mouse and keyboard; `panel` is the room's door.
Imports domain, `ui` contracts and `ui.theme`; knows neither board nor map.
"""

from dispatch_console.ui.timeline.panel import TimelinePanel

__all__ = ["TimelinePanel"]
