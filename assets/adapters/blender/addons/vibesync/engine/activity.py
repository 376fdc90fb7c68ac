# SPDX-License-Identifier: GPL-3.0-or-later
"""What Blender and the artist are busy with (rules 6 and 7): rendering and baking park the engine, a drag or another
modal operator is waited for, and objects in a mode of their own are in the artist's hands."""
import itertools

import bpy

from ..core import viewpoint as eye
from . import undo_stack
from .modals import Modals

# Jobs during which nothing may be written.
_JOBS = {'RENDER': 'rendering', 'OBJECT_BAKE': 'baking', 'OBJECT_BAKE_TEXTURE': 'baking'}


SELECTED_LOOKED_AT = 1_000

# What the artist has to know where the add-on knows less than it should.
_NO_HISTORY = 'This Blender’s undo history cannot be read: only what runs as an operator counts as yours, the rest is put back.'
_NO_STEPS = 'Global Undo is off in the preferences: without undo steps nothing that you do counts as yours, and it is put back.'
_NO_MODALS = 'This Blender does not say when a drag goes on: a pause of some seconds in it counts as its end.'


class Activity:
    def __init__(self):
        self._rendering = 0
        self._baking = 0
        self.modals = Modals()

    # Told by handlers.
    def render_began(self):
        self._rendering += 1

    def render_ended(self):
        self._rendering = 0

    def bake_began(self):
        self._baking += 1

    def bake_ended(self):
        self._baking = 0

    def current(self, gesture):
        """('parked' | 'short', words) while busy, else None. `gesture`: something is being dragged right now."""
        if self._rendering:
            return 'parked', 'rendering'
        if self._baking:
            return 'parked', 'baking'
        for job, words in _JOBS.items():
            if _is_running(job):
                return 'parked', words
        if gesture or self.modals.look().scene:
            return 'short', 'modal operator'
        return None


def _is_running(job):
    try:
        return bpy.app.is_job_running(job)
    except (AttributeError, TypeError, ValueError):
        return False  # This Blender does not know that job.


def objects_in_hands(view):
    """(ids, mode) of the objects in edit, sculpt, paint or pose mode, with those that share their data. Called all the time:
    it must not go through the scene."""
    layer = bpy.context.view_layer
    active = layer.objects.active if layer is not None else None
    if active is None or active.mode == 'OBJECT' or not view.is_valid:
        return [], ''
    held = {active.as_pointer(): active}
    # Whoever enters a mode with others has selected them; what was selected then and is not now, the last look found.
    for obj in (*itertools.islice(layer.objects.selected, SELECTED_LOOKED_AT), *view.in_modes()):
        try:
            if obj.mode != 'OBJECT':
                held[obj.as_pointer()] = obj
        except ReferenceError:
            continue
    ids = {view.id_of(obj) for obj in held.values()}
    for obj in held.values():
        if obj.data is not None:
            ids.update(view.ids_sharing(obj.data))
    ids.discard(None)
    return sorted(ids), active.mode.lower().replace('_', ' ')


def selected_objects(view):
    """The ids of what is selected, the active object first; of very many some. It must not go through the scene."""
    layer = bpy.context.view_layer
    if layer is None or not view.is_valid:
        return []
    selected = list(itertools.islice(layer.objects.selected, SELECTED_LOOKED_AT))
    active = layer.objects.active
    if active is not None and active.select_get(view_layer=layer):
        selected.insert(0, active)
    return [oid for oid in dict.fromkeys(view.id_of(obj) for obj in selected) if oid is not None][:SELECTED_LOOKED_AT]


def viewpoint(view):
    """From where the artist looks: in the largest 3D view of the bound scene, through its camera or not. None where there is none,
    and without a window."""
    manager = bpy.context.window_manager
    if bpy.app.background or manager is None or not view.is_valid:
        return None
    scene = view.scene()
    areas = [area for window in manager.windows if window.scene == scene for area in window.screen.areas if area.type == 'VIEW_3D']
    if not areas:
        return None
    space = max(areas, key=lambda area: area.width * area.height).spaces.active
    region = space.region_3d
    return eye.viewpoint(
        [list(row) for row in region.view_matrix.inverted_safe()],
        [list(row) for row in region.window_matrix],
        region.is_perspective,
        (space.clip_start, space.clip_end),
        view.unit_scale,
    )


def limits(modals):
    """Which of these hold here and now."""
    found = []
    if not undo_stack.is_exact():
        found.append(_NO_HISTORY)
    if not bpy.context.preferences.edit.use_global_undo:
        found.append(_NO_STEPS)
    if not modals.is_exact:
        found.append(_NO_MODALS)
    return found
