"""Travel times by road: road servers, road maps on this computer, and what was learned from them.

`RoadBook` is what planning goes by: it answers from memory, at once, and reckons what it does not
know; `learn` asks a `TravelProvider` for what is missing, off the GUI thread. A provider that fails
is told as a `TravelNotice`, and plans go on with reckoned times.
"""
