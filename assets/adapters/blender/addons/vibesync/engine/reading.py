# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading objects from Blender as canonical objects: authored local channels, never evaluated results (rule 10)."""
import collections

from ..core import canonical, conversions
from .ownership import NOTHING, driven_facets
from .properties import ID_KEY, STASH_PREFIX, identifier, read_properties

KIND_OF_TYPE = {'EMPTY': 'empty', 'MESH': 'mesh', 'LIGHT': 'light', 'CAMERA': 'camera'}
# What Object > Convert makes of a mesh, which stays the same object; nothing else is converted in its place.
MADE_OF_MESHES = frozenset(('CURVE', 'CURVES', 'GPENCIL', 'GREASEPENCIL', 'POINTCLOUD'))

Reading = collections.namedtuple('Reading', 'object bounded driven left_out')
"""`object` is canonical. `bounded`: its transform can only be compared within bounds. `driven`: facets that Blender
owns. `left_out`: what could not be carried over, in words."""

_IDENTITY = ((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))


def is_shareable(obj):
    """Whether this object can be in the shared scene at all: of a known kind, and this file's own."""
    return kind_of(obj) is not None and obj.library is None and obj.override_library is None


def kind_of(obj):
    """What the object is shared as; None where it cannot be. What a mesh was converted into stays what it was: it has not left
    the scene (rule 4), its shape is not shared, and no operation changes a kind."""
    kind = KIND_OF_TYPE.get(obj.type)
    return 'mesh' if kind is None and is_converted(obj) else kind


def is_converted(obj):
    return obj.type in MADE_OF_MESHES and identifier(managed_id(obj)) is not None


def managed_id(obj):
    """The VibeSync id that the object carries, or None. It is a hint in the file: whether it counts, others decide."""
    value = obj.get(ID_KEY)
    return value if isinstance(value, str) else None


def managed_parent(obj, in_scene):
    """(nearest ancestor that is shared or None, its id, whether it is the direct parent). `in_scene(object)`: its id if it is
    shared, else None. A deleted one that is kept counts as what it was: whatever hangs on it still has to come off it."""
    parent = obj.parent
    while parent is not None:
        oid = in_scene(parent) or _stashed_id(parent)
        if oid is not None:
            return parent, oid, parent == obj.parent
        parent = parent.parent
    return None, None, obj.parent is None


def _stashed_id(obj):
    return identifier(obj.get(ID_KEY)) if obj.name.startswith(STASH_PREFIX) else None


def read_object(obj, oid, in_scene, unit_scale):
    """A Reading of `obj`. `in_scene(object)`: its id if it is shared, else None. `unit_scale`: metres a unit."""
    kind = kind_of(obj)
    parent, parent_id, direct = managed_parent(obj, in_scene)
    parent_kind = kind_of(parent) if parent is not None else None
    driven = driven_facets(obj)
    left_out = []
    if is_converted(obj):
        left_out.append('what it was converted into')
    if not direct:
        # Hung on something that is not shared: its place depends on what nobody else can see.
        driven = driven | {'transform', 'parent'}
        left_out.append('hangs on an object that is not shared')
    translation, rotation, scale, exact, sheared = local_channels(obj) if direct else _chained(obj, parent)
    if sheared:
        driven = driven | {'transform'}
        left_out.append('its place holds shear')
    translation = [value * unit_scale for value in translation]
    translation, rotation, scale = conversions.to_canonical(translation, rotation, scale, kind, parent_kind)
    try:
        transform = canonical.transform({'translation': translation, 'rotation': rotation, 'scale': scale})
    except canonical.Unrepresentable:
        transform = canonical.transform({'translation': (0, 0, 0), 'rotation': (0, 0, 0, 1), 'scale': (1, 1, 1)})
        driven = driven | {'transform'}
        left_out.append('its place is not a number')
    properties, lost = read_properties(obj)
    left_out.extend('property “%s”' % key for key in lost)
    name = obj.name
    if not canonical.is_name(name, canonical.NAME_BYTES):
        name = '~' + oid
        driven = driven | {'name'}
        left_out.append('its name')
    result = {
        'id': oid,
        'kind': kind,
        'name': name,
        'parent': parent_id,
        'transform': transform,
        'visibility': {'viewport': not obj.hide_viewport, 'render': not obj.hide_render},
        'properties': properties,
    }
    bounded = not (exact and unit_scale == 1.0 and conversions.is_exact(kind, parent_kind))
    return Reading(result, bounded, driven if driven else NOTHING, left_out)


def local_channels(obj):
    """(translation in units, rotation x y z w, scale, exact, sheared) relative to the parent, in Blender's axes."""
    rotation, native = rotation_of(obj)
    translation, scale = list(obj.location), list(obj.scale)
    exact = native
    if has_deltas(obj):
        exact = False
        delta_rotation = delta_rotation_of(obj)
        rotation = conversions.multiply(delta_rotation, rotation)
        translation = [a + b for a, b in zip(translation, obj.delta_location)]
        scale = [a * b for a, b in zip(scale, obj.delta_scale)]
    if obj.parent is None or has_identity_parent_inverse(obj):
        return translation, rotation, scale, exact, False
    rows, offset = parent_inverse_of(obj)
    placed = [a + b for a, b in zip(conversions.transformed(rows, translation), offset)]
    matrix = conversions.product(rows, conversions.compose(rotation, scale))
    rotation, scale, sheared = conversions.decompose(matrix, scale)
    return placed, rotation, scale, False, sheared


def rotation_of(obj):
    """(x y z w, whether the object keeps a quaternion itself)."""
    mode = obj.rotation_mode
    if mode == 'QUATERNION':
        w, x, y, z = obj.rotation_quaternion
        return [x, y, z, w], True
    if mode == 'AXIS_ANGLE':
        angle, *axis = obj.rotation_axis_angle
        return conversions.axis_angle_to_quaternion(angle, axis), False
    return conversions.euler_to_quaternion(obj.rotation_euler, mode), False


def has_deltas(obj):
    return (
        any(obj.delta_location)
        or any(obj.delta_rotation_euler)
        or any(value != 1.0 for value in obj.delta_scale)
        or tuple(obj.delta_rotation_quaternion) != (1.0, 0.0, 0.0, 0.0)
    )


def delta_rotation_of(obj):
    if obj.rotation_mode == 'QUATERNION':
        w, x, y, z = obj.delta_rotation_quaternion
        return [x, y, z, w]
    if obj.rotation_mode == 'AXIS_ANGLE':
        return [0.0, 0.0, 0.0, 1.0]
    return conversions.euler_to_quaternion(obj.delta_rotation_euler, obj.rotation_mode)


def has_identity_parent_inverse(obj):
    matrix = obj.matrix_parent_inverse
    return all(tuple(matrix[index]) == _IDENTITY[index] for index in range(4))


def parent_inverse_of(obj):
    """(rows of its 3 x 3 part, its translation)."""
    matrix = obj.matrix_parent_inverse
    return [list(matrix[r])[:3] for r in range(3)], [matrix[r][3] for r in range(3)]


def _chained(obj, ancestor):
    """The place relative to an ancestor over parents that are not shared, from authored channels alone."""
    translation, rotation, scale, _exact, sheared = local_channels(obj)
    matrix = conversions.compose(rotation, scale)
    between = obj.parent
    while between is not None and between != ancestor:
        above, above_rotation, above_scale, _exact, above_sheared = local_channels(between)
        rows = conversions.compose(above_rotation, above_scale)
        translation = [a + b for a, b in zip(conversions.transformed(rows, translation), above)]
        matrix = conversions.product(rows, matrix)
        sheared = sheared or above_sheared
        between = between.parent
    rotation, scale, chained_shear = conversions.decompose(matrix, scale)
    return translation, rotation, scale, False, sheared or chained_shear
