# SPDX-License-Identifier: GPL-3.0-or-later
"""The conversion self-test: known objects, written as the application's are, in a scene of their own that is gone when it
ends. Where they are is Blender's word (`matrix_world`), and nothing of what was written."""
import contextlib
import uuid

import bpy

from ..core.conversion_check import Finding, Place, differences, summary
from ..core.conversion_poses import POSES
from .changes import Changes
from .scene_view import SceneView
from .stash import Stash

_SCENE_NAME = 'VibeSync check'


class Busy(Exception):
    """Blender is in the middle of something. The text says of what."""


class _TrialView(SceneView):
    """Sees the scene of its own, and no other."""

    def __init__(self, scene):
        super().__init__()
        self._trial = scene

    def scene(self):
        return self._trial


def check_conversions(adapter):
    """Lines for the artist: the result, then a sentence for each pose that differs. Raises Busy. Blender's main thread
    only; connected or not."""
    busy = adapter.activity.current(adapter.turns.may_observe and adapter.observer.is_gesture)
    if busy is not None:
        raise Busy('Blender is busy (%s). Check again afterwards.' % busy[1])
    with _trial_scene(adapter.view.scene()) as scene:
        words = differences(POSES, _findings(_TrialView(scene)))
    return [summary(POSES, words), *words]


@contextlib.contextmanager
def _trial_scene(like):
    """A scene with the unit settings of another, that no window shows."""
    scene = bpy.data.scenes.new(_SCENE_NAME)
    try:
        for setting in ('system', 'scale_length', 'system_rotation'):
            setattr(scene.unit_settings, setting, getattr(like.unit_settings, setting))
        yield scene
    finally:
        bpy.data.scenes.remove(scene)


def _findings(view):
    changes = Changes(view, Stash(view), 0, _no_note)
    ids = [str(uuid.uuid4()) for _ in POSES]
    view.look()
    try:
        for oid, pose in zip(ids, POSES):
            # Nobody else has such a name, so that no object of the artist's steps aside for it.
            changes.create(
                {
                    'id': oid,
                    'kind': pose.kind,
                    'name': '~' + oid,
                    'parent': None if pose.parent is None else ids[pose.parent],
                    'transform': pose.transform,
                    'visibility': {'viewport': True, 'render': True},
                    'properties': {},
                }
            )
        changes.finish()
        return [_finding(view.find(oid), view.unit_scale) for oid in ids]
    finally:
        changes.roll_back()


def _finding(obj, unit_scale):
    """In metres. Cameras and lights look along their own −Z in Blender."""
    x, y, z, origin = (tuple(column)[:3] for column in obj.matrix_world.col)
    return Finding(Place(x, y, z, tuple(value * unit_scale for value in origin)), tuple(-value for value in z))


def _no_note(_text):
    """Nothing of this is for the artist's notes: the result is said where it was asked for."""
