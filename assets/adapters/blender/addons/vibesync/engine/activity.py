# SPDX-License-Identifier: GPL-3.0-or-later
"""What Blender and the artist are busy with (rules 6 and 7): rendering and baking park the engine, a drag or another
modal operator is waited for, and objects in a mode of their own are in the artist's hands."""
import bpy

# Jobs during which nothing may be written.
_JOBS = {'RENDER': 'rendering', 'OBJECT_BAKE': 'baking', 'OBJECT_BAKE_TEXTURE': 'baking'}
# Modal operators that run as long as the program does and are no gesture of anybody.
_BACKGROUND_MODALS = frozenset(('SCREEN_OT_animation_step', 'WM_OT_region_scale'))


class Activity:
    def __init__(self):
        self._rendering = 0
        self._baking = 0

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
        if gesture or runs_modal():
            return 'short', 'modal operator'
        return None


def _is_running(job):
    try:
        return bpy.app.is_job_running(job)
    except (AttributeError, TypeError, ValueError):
        return False  # This Blender does not know that job.


def runs_modal():
    """From Blender 4.2 on windows tell what runs in them; before that only what it changes can be seen."""
    manager = bpy.context.window_manager
    if manager is None:
        return False
    for window in manager.windows:
        for operator in getattr(window, 'modal_operators', ()):
            if operator.bl_idname not in _BACKGROUND_MODALS:
                return True
    return False


def objects_in_hands(view):
    """(ids, mode) of the objects in edit, sculpt, paint or pose mode, with those that share their data."""
    layer = bpy.context.view_layer
    active = layer.objects.active if layer is not None else None
    if active is None or active.mode == 'OBJECT':
        return [], ''
    held = [obj for obj in layer.objects if obj.mode != 'OBJECT']
    data = {obj.data.as_pointer() for obj in held if obj.data is not None}
    ids = set()
    for oid, obj in view.objects().items():
        if obj.mode != 'OBJECT' or (obj.data is not None and obj.data.as_pointer() in data):
            ids.add(oid)
    return sorted(ids), active.mode.lower().replace('_', ' ')
