"""Painting a frame: the scrolled part first, the frozen parts over it, the price on top."""

from PySide6.QtGui import QPainter

from dispatch_console.ui.timeline.paint_body import paint_body
from dispatch_console.ui.timeline.paint_drop import paint_ghost, paint_price
from dispatch_console.ui.timeline.paint_frame import paint_header, paint_names
from dispatch_console.ui.timeline.paint_marks import paint_marks
from dispatch_console.ui.timeline.scene import Scene
from dispatch_console.ui.timeline.view import HEADER_PX


def paint(painter: QPainter, scene: Scene) -> None:
    """Paint what of the scene is exposed, and no more."""
    left, top, width, height = scene.exposed
    below_header = top + height > HEADER_PX
    if below_header and left + width > scene.view.names_px:
        paint_body(painter, scene)
        paint_marks(painter, scene)
    if scene.ghost is not None:
        paint_ghost(painter, scene, scene.ghost)
    if below_header and left < scene.view.names_px:
        paint_names(painter, scene)
    if top < HEADER_PX:
        paint_header(painter, scene)
    if scene.ghost is not None:
        paint_price(painter, scene, scene.ghost)
