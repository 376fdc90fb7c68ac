# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing canonical values into Blender's authored channels. A channel that already holds the value is not touched, so
that nothing is rounded on the way through angles or matrices that did not have to go there."""
import bpy

from ..core import canonical, conversions
from . import reading
from .properties import OWNER_KEY

_HALF_EDGE_M = 0.5
_DATA_OF_KIND = {'mesh': 'meshes', 'light': 'lights', 'camera': 'cameras'}
_CUBE_FACES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))


class CannotWrite(Exception):
    """Blender cannot take this value. `code` is stable."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def write_transform(obj, target, kind, parent_kind, unit_scale):
    """Sets the object's own channels so that it stands at the canonical `target` relative to its parent."""
    translation, rotation, scale = conversions.from_canonical(
        target['translation'], target['rotation'], target['scale'], kind, parent_kind
    )
    translation = [value / unit_scale for value in translation]
    if obj.parent is not None and not reading.has_identity_parent_inverse(obj):
        translation, rotation, scale = _below_parent_inverse(obj, translation, rotation, scale)
    if reading.has_deltas(obj):
        translation, rotation, scale = _without_deltas(obj, translation, rotation, scale)
    obj.location = translation
    obj.scale = scale
    write_rotation(obj, rotation)


def write_translation(obj, target, kind, parent_kind, unit_scale):
    """Moves it without touching rotation or scale. Only where no parent inverse mixes them."""
    translation, _rotation, _scale = conversions.from_canonical(target, (0.0, 0.0, 0.0, 1.0), (1.0, 1.0, 1.0), kind, parent_kind)
    translation = [value / unit_scale for value in translation]
    if obj.parent is not None and not reading.has_identity_parent_inverse(obj):
        rows, offset = reading.parent_inverse_of(obj)
        back = conversions.inverse(rows)
        if back is None:
            raise CannotWrite('flat_parent', 'The parent inverse of “%s” flattens space.' % obj.name)
        translation = conversions.transformed(back, [a - b for a, b in zip(translation, offset)])
    obj.location = [a - b for a, b in zip(translation, obj.delta_location)]


def write_rotation(obj, rotation):
    """Into whichever way of turning the artist has chosen for the object."""
    mode = obj.rotation_mode
    if mode == 'QUATERNION':
        x, y, z, w = rotation
        obj.rotation_quaternion = (w, x, y, z)
    elif mode == 'AXIS_ANGLE':
        angle, axis = conversions.quaternion_to_axis_angle(rotation)
        obj.rotation_axis_angle = (angle, *axis)
    else:
        obj.rotation_euler = conversions.quaternion_to_euler(rotation, mode, tuple(obj.rotation_euler))


def _below_parent_inverse(obj, translation, rotation, scale):
    rows, offset = reading.parent_inverse_of(obj)
    back = conversions.inverse(rows)
    if back is None:
        raise CannotWrite('flat_parent', 'The parent inverse of “%s” flattens space.' % obj.name)
    placed = conversions.transformed(back, [a - b for a, b in zip(translation, offset)])
    matrix = conversions.product(back, conversions.compose(rotation, scale))
    rotation, scale, _sheared = conversions.decompose(matrix, scale)
    return placed, rotation, scale


def _without_deltas(obj, translation, rotation, scale):
    if any(value == 0.0 for value in obj.delta_scale):
        raise CannotWrite('flat_delta', 'The delta scale of “%s” is zero.' % obj.name)
    x, y, z, w = reading.delta_rotation_of(obj)
    return (
        [a - b for a, b in zip(translation, obj.delta_location)],
        conversions.multiply((-x, -y, -z, w), rotation),
        [a / b for a, b in zip(scale, obj.delta_scale)],
    )


def apply_transform(obj, current, target, kind, parent_kind, unit_scale):
    """From the canonical `current` to `target`, touching only the channels that have to change."""
    same_rotation = canonical.same(current['rotation'], target['rotation'])
    same_scale = canonical.same(current['scale'], target['scale'])
    same_translation = canonical.same(current['translation'], target['translation'])
    if same_rotation and same_scale:
        if not same_translation:
            write_translation(obj, target['translation'], kind, parent_kind, unit_scale)
        return
    plain = (obj.parent is None or reading.has_identity_parent_inverse(obj)) and not reading.has_deltas(obj)
    if not plain:
        write_transform(obj, target, kind, parent_kind, unit_scale)
        return
    translation, rotation, scale = conversions.from_canonical(
        target['translation'], target['rotation'], target['scale'], kind, parent_kind
    )
    if not same_translation:
        obj.location = [value / unit_scale for value in translation]
    if not same_rotation:
        write_rotation(obj, rotation)
    if not same_scale:
        obj.scale = scale


def write_visibility(obj, target):
    if obj.hide_viewport == target['viewport']:
        obj.hide_viewport = not target['viewport']
    if obj.hide_render == target['render']:
        obj.hide_render = not target['render']


def write_name(obj, name):
    """Gives the object exactly this name. Names are unique in a .blend and the shared scene's go first: whoever else
    holds it steps aside to Blender's own numbered form of it. Returns that object, or None."""
    if obj.name == name:
        return None
    holder = bpy.data.objects.get(name)
    if holder is not None and holder.library is not None:
        holder = None  # Linked objects have names of their own and do not collide.
    if holder is not None:
        holder.name = aside_name(name)
    obj.name = name
    if obj.name != name:
        raise CannotWrite('name_not_taken', 'Blender does not take the name “%s”.' % name)
    return holder


def aside_name(name):
    """A free name close to `name`, in Blender's own style."""
    stem = name
    while len(stem.encode('utf-8')) > canonical.NAME_BYTES - 4:
        stem = stem[:-1]
    number = 1
    while True:
        candidate = '%s.%03d' % (stem, number)
        if len(candidate.encode('utf-8')) > canonical.NAME_BYTES:
            stem = stem[:-1]
            continue
        if bpy.data.objects.get(candidate) is None:
            return candidate
        number += 1


def make_data(kind, name):
    """New data of its own for an object of this kind: a cube of one metre, a point light, a camera, or nothing."""
    if kind == 'mesh':
        mesh = bpy.data.meshes.new(name)
        corners = [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
        mesh.from_pydata([tuple(value * _HALF_EDGE_M for value in each) for each in corners], [], _CUBE_FACES)
        mesh.update()
        return mesh
    if kind == 'light':
        return bpy.data.lights.new(name, 'POINT')
    if kind == 'camera':
        return bpy.data.cameras.new(name)
    return None


def orphaned_data():
    """(kind, id) -> what is left of objects that were deleted for good: Blender has it still, and nobody uses it."""
    return {
        (kind, data[OWNER_KEY]): data
        for kind, name in _DATA_OF_KIND.items()
        for data in getattr(bpy.data, name)
        if data.users == 0 and OWNER_KEY in data.keys()
    }


def remove_data(data):
    """Takes back what make_data made, if nothing else has come to use it."""
    if data is None or data.users > 0:
        return
    for collection in (getattr(bpy.data, name) for name in _DATA_OF_KIND.values()):
        if data.name in collection and collection[data.name] == data:
            collection.remove(data)
            return
