# SPDX-License-Identifier: GPL-3.0-or-later
"""Suggestions as ghosts in the 3D view: drawn over the scene, and never anything in it. No data of Blender's is made or
changed, so that there is nothing to undo, nothing to save and nothing to evaluate."""
import time
import traceback

import blf
import bpy
import gpu
from bpy_extras.view3d_utils import location_3d_to_region_2d
from gpu_extras.batch import batch_for_shader

from ..core import ghosts as geometry
from . import reading

# #b7a2ff: what comes from agents, as in the control room. A little of the scene shines through.
COLOUR = (0.718, 0.635, 1.0, 0.85)
SHADE = (0.0, 0.0, 0.0, 0.7)
LINE_WIDTH = 2.0
LABEL_SIZE = 12
# Beyond so many, labels cover what they are about.
LABELS = 40
# How soon what is drawn follows what the artist does to what it hangs on.
FOLLOWED_EVERY_S = 0.5

# Blender before 3.4 calls it otherwise, and those after 4.0 do not know that name any more.
_SHADERS = ('POLYLINE_UNIFORM_COLOR', '3D_POLYLINE_UNIFORM_COLOR')


class Ghosts:
    """What is shown of suggestions, and the handlers that draw it; these are there only while there is something to draw."""

    def __init__(self, adapter):
        self._adapter = adapter
        self._told = []
        self.more = 0
        self.problem = ''
        self._making = None  # lines that are being made, a ghost at a time
        self._next_s = 0.0
        self._was_shown = False  # when lines were made last
        self._lines = []
        self._labels = []
        self._handlers = []
        self._batch = None
        self._shader = None
        self.is_wanted = lambda: True

    @property
    def count(self):
        """How many suggestions are told of, drawn or not."""
        return len(self._told)

    def show(self, frame):
        self._told, self.more = frame['ghosts'], frame['more']
        # Lines that are being made are made to their end: where another picture comes in each turn, none would be drawn.
        self._next_s = 0.0
        if not self._told:
            self._making = None
            self._put([], [])

    def look_again(self):
        """Whether they are wanted has changed."""
        self._making, self._next_s = None, 0.0

    def clear(self):
        """The connection is gone, or the file: nothing is drawn from this moment on."""
        self._told, self.more, self._making = [], 0, None
        self._put([], [])

    def go_on(self, end_s):
        """A piece of the work, until the time is used up: one ghost at least."""
        if (not self._told and not self._lines) or self._adapter.is_looking:
            return
        now_s = time.monotonic()
        if self._making is None:
            # Once a hold or a render is over it is there again at once.
            if now_s < self._next_s and self._is_shown == self._was_shown:
                return
            self._next_s = now_s + FOLLOWED_EVERY_S
            self._making = self._make(self._told)
        try:
            for made in self._making:
                if made is not None:
                    self._put(*made)
                if time.monotonic() >= end_s:
                    return
        except Exception as error:  # Whatever it is, the session goes on without a picture.
            self._give_up(error)
            self._put([], [])
        self._making = None

    def _make(self, told):
        """Yields None after each ghost, and at last (ends of lines, labels)."""
        self._was_shown = self._is_shown
        if not self._was_shown:
            yield [], []
            return
        view = self._adapter.view
        places = geometry.Places(told, self._place_of, view.unit_scale)
        ends, labels = [], []
        for ghost in told:
            place = places.of(ghost)
            if place is None:
                continue
            box = self._box_of(ghost)
            ends.extend(geometry.lines(ghost, place, box, view.unit_scale))
            if len(labels) < LABELS:
                labels.append((geometry.label_point(ghost, place, box, view.unit_scale), geometry.label(ghost)))
            yield None
        yield ends, labels

    @property
    def _is_shown(self):
        adapter = self._adapter
        return (
            not bpy.app.background
            and self.problem == ''
            and adapter.phase == 'live'
            and adapter.turns.held_by is None
            and not adapter.is_parked
            and self.is_wanted()
        )

    def _place_of(self, oid):
        obj = self._adapter.view.find(oid)
        if obj is None:
            return None
        matrix = obj.matrix_world
        rows = [list(matrix[r])[:3] for r in range(3)]
        return (rows, tuple(matrix[r][3] for r in range(3))), reading.kind_of(obj)

    def _box_of(self, ghost):
        """The corners of the object that is there already; Blender keeps them."""
        obj = self._adapter.view.find(ghost['id'])
        if obj is None or obj.type != 'MESH':
            return None
        corners = [tuple(corner) for corner in obj.bound_box]
        low, high = (tuple(side(corner[axis] for corner in corners) for axis in range(3)) for side in (min, max))
        return (low, high) if low != high else None

    def _put(self, ends, labels):
        if (ends, labels) == (self._lines, self._labels):
            return
        self._lines, self._labels, self._batch = ends, labels, None
        if ends and not self._handlers:
            space = bpy.types.SpaceView3D
            self._handlers = [
                space.draw_handler_add(self._guarded, (self._draw_lines,), 'WINDOW', 'POST_VIEW'),
                space.draw_handler_add(self._guarded, (self._draw_labels,), 'WINDOW', 'POST_PIXEL'),
            ]
        elif not ends:
            self._remove_handlers()
        _redraw()

    def _remove_handlers(self):
        for handler in self._handlers:
            bpy.types.SpaceView3D.draw_handler_remove(handler, 'WINDOW')
        self._handlers = []

    # Within Blender's own drawing: an error here would be met again with each picture.
    def _guarded(self, draw):
        if self.problem != '':
            return
        try:
            if self._is_here():
                draw()
        except Exception as error:  # Whatever it is, the artist goes on seeing their scene.
            self._give_up(error)
            self._next_s = 0.0  # The next turn takes the handlers away; Blender is going through them now.

    def _give_up(self, error):
        traceback.print_exc()
        self.problem = 'Suggestions cannot be drawn here (%s).' % error
        self._adapter.note(self.problem)

    def _is_here(self):
        """In a view of the shared scene that shows more than a finished picture, and nothing is being rendered."""
        context = bpy.context
        space = context.space_data
        return (
            self._is_shown
            and space is not None
            and space.type == 'VIEW_3D'
            and space.overlay.show_overlays
            and context.scene == self._adapter.view.scene()
        )

    def _draw_lines(self):
        if self._shader is None:
            self._shader = _shader()
        if self._batch is None:
            self._batch = batch_for_shader(self._shader, 'LINES', {'pos': self._lines})
        _x, _y, width, height = gpu.state.viewport_get()
        depth = gpu.state.depth_test_get()
        try:
            gpu.state.blend_set('ALPHA')
            gpu.state.depth_test_set('NONE')
            self._shader.bind()
            self._shader.uniform_float('viewportSize', (width, height))
            self._shader.uniform_float('lineWidth', LINE_WIDTH * bpy.context.preferences.system.pixel_size)
            self._shader.uniform_float('color', COLOUR)
            self._batch.draw(self._shader)
        finally:
            gpu.state.depth_test_set(depth)
            gpu.state.blend_set('NONE')

    def _draw_labels(self):
        context = bpy.context
        font, scale = 0, context.preferences.system.ui_scale
        _set_size(font, LABEL_SIZE * scale)
        blf.enable(font, blf.SHADOW)
        try:
            blf.shadow(font, 3, *SHADE)
            blf.color(font, *COLOUR[:3], 1.0)
            for point, text in self._labels:
                at = location_3d_to_region_2d(context.region, context.region_data, point)
                if at is not None:
                    blf.position(font, at.x + 4 * scale, at.y + 4 * scale, 0)
                    blf.draw(font, text)
        finally:
            blf.disable(font, blf.SHADOW)


def _shader():
    for name in _SHADERS:
        try:
            return gpu.shader.from_builtin(name)
        except ValueError:  # Of another Blender.
            continue
    raise RuntimeError('this Blender has no shader for lines')


def _set_size(font, size):
    # Blender before 4.0 wants the dots an inch, too.
    if bpy.app.version >= (4, 0, 0):
        blf.size(font, size)
    else:
        blf.size(font, round(size), 72)


def _redraw():
    manager = bpy.context.window_manager
    for window in manager.windows if manager is not None else ():
        for area in window.screen.areas:
            if area.type == 'VIEW_3D':
                for region in area.regions:
                    if region.type == 'WINDOW':
                        region.tag_redraw()
