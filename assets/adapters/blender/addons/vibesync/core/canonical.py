# SPDX-License-Identifier: GPL-3.0-or-later
"""Canonical values (R32): the same value has one form here, in the application and in every other engine.

Objects, transforms and operations are the plain dicts and lists that travel as JSON. Only correctly rounded
arithmetic is used, so Python, JavaScript and C# agree to the last bit.
"""
import functools
import math
import re
import struct

KINDS = ('empty', 'mesh', 'light', 'camera')

# Limits of the shared scene; what is beyond them cannot be shared.
NAME_BYTES = 63
PROPERTY_KEY_BYTES = 63
PROPERTY_TEXT_BYTES = 1024
PROPERTIES_PER_OBJECT = 256
VECTOR_MIN = 2
VECTOR_MAX = 16

RESERVED_KEYS = frozenset(('__proto__', 'constructor', 'prototype'))

# Squared norms this close to one are left alone: normalising twice would walk over the last bits.
UNIT_TOLERANCE = 1e-6

_CONTROL = re.compile('[\x00-\x1f\x7f-\x9f]')


class Unrepresentable(ValueError):
    """A value that no 32-bit float can hold."""


def number(value):
    """The nearest 32-bit float as a Python float, with one zero. Raises Unrepresentable beyond the range."""
    return vector((value,))[0]


def vector(values):
    """The same for several numbers: every object is read over and over, so they are rounded in one go."""
    values = tuple(values)
    floats = _floats(len(values))
    try:
        rounded = floats.unpack(floats.pack(*values))
    except (OverflowError, struct.error) as error:
        raise Unrepresentable(str(error)) from None
    if not all(map(math.isfinite, rounded)):
        raise Unrepresentable('not a finite number')
    return [value + 0.0 for value in rounded]


@functools.lru_cache(maxsize=VECTOR_MAX)
def _floats(count):
    return struct.Struct('<%df' % count)


def quaternion(value):
    """x y z w: unit length, w >= 0, and at w = 0 the first of x, y, z that is not zero is positive."""
    x, y, z, w = vector(value)
    norm = x * x + y * y + z * z + w * w
    if norm == 0.0:
        return [x, y, z, w]
    if abs(norm - 1.0) > UNIT_TOLERANCE:
        length = math.sqrt(norm)
        x, y, z, w = vector((x / length, y / length, z / length, w / length))
    leading = w if w != 0.0 else x if x != 0.0 else y if y != 0.0 else z
    return [0.0 - x, 0.0 - y, 0.0 - z, 0.0 - w] if leading < 0.0 else [x, y, z, w]


def transform(value):
    return {
        'translation': vector(value['translation']),
        'rotation': quaternion(value['rotation']),
        'scale': vector(value['scale']),
    }


def property_value(value):
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        return number(value)
    return vector(value)


def scene_object(value):
    properties = value['properties']
    return {
        'id': value['id'],
        'kind': value['kind'],
        'name': value['name'],
        'parent': value['parent'],
        'transform': transform(value['transform']),
        'visibility': {'viewport': value['visibility']['viewport'], 'render': value['visibility']['render']},
        'properties': {key: property_value(properties[key]) for key in sorted(properties)},
    }


def same(a, b):
    """Structural equality in which True is not 1; numbers by value, so both sides should be canonical."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    return a == b


def is_well_formed(text):
    """False for the lone surrogates that Blender hands out for names that are not UTF-8."""
    try:
        text.encode('utf-8')
    except UnicodeEncodeError:
        return False
    return True


def is_name(text, max_bytes):
    """1 to max_bytes bytes of UTF-8 without control characters."""
    if not is_well_formed(text):
        return False
    if _CONTROL.search(text):
        return False
    return 0 < len(text.encode('utf-8')) <= max_bytes


def facet_value(obj, facet):
    """A facet's value in a canonical object; the object itself for existence; None for an absent property."""
    if facet == 'existence':
        return obj
    if facet.startswith('property:'):
        return obj['properties'].get(facet[len('property:'):])
    return obj[facet]


def with_facet(obj, facet, value):
    """A copy of a canonical object with one facet set; None takes a property away."""
    if not facet.startswith('property:'):
        return {**obj, facet: value}
    properties = {key: each for key, each in obj['properties'].items() if key != facet[len('property:'):]}
    if value is not None:
        properties[facet[len('property:'):]] = value
    return {**obj, 'properties': {key: properties[key] for key in sorted(properties)}}


def differing_facets(before, after):
    """The facets in which two versions of one object differ, in the order of facets_of."""
    # Of the first four, each holds values of one type only: plain equality is `same` there, at a tenth of the time.
    facets = [facet for facet in ('name', 'parent', 'transform', 'visibility') if before[facet] != after[facet]]
    was, now = before['properties'], after['properties']
    if was or now:
        facets += ['property:' + key for key in sorted({*was, *now}) if not same(was.get(key), now.get(key))]
    return facets


# The bounds within which values that went through half-angle factors, Euler angles, a parent inverse or a unit scale
# count as the same (R33). The application uses these very numbers.
ROTATION_BOUND = 4e-6
TRANSLATION_BOUND = 1e-5
TRANSLATION_SHARE = 2e-6
SCALE_SHARE = 4e-6


def _near(a, b, absolute, share):
    return all(abs(x - y) <= max(absolute, share * max(abs(x), abs(y))) for x, y in zip(a, b))


def transforms_match(a, b, bounded):
    if same(a, b):
        return True
    if not bounded:
        return False
    flipped = [0.0 - value for value in b['rotation']]
    return (
        _near(a['translation'], b['translation'], TRANSLATION_BOUND, TRANSLATION_SHARE)
        and _near(a['scale'], b['scale'], 0.0, SCALE_SHARE)
        and (_near(a['rotation'], b['rotation'], ROTATION_BOUND, 0.0) or _near(a['rotation'], flipped, ROTATION_BOUND, 0.0))
    )


def values_match(facet, a, b, bounded):
    """Whether two values of a facet count as the same; for existence, the whole object."""
    if facet == 'transform':
        return transforms_match(a, b, bounded)
    if facet == 'existence' and a is not None and b is not None:
        if a['id'] != b['id'] or a['kind'] != b['kind']:
            return False
        return all(
            each == 'transform' and transforms_match(a['transform'], b['transform'], bounded)
            for each in differing_facets(a, b)
        )
    return same(a, b)
