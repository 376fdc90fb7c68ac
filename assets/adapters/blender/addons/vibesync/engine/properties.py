# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom properties: what of them is shared, and how values keep their type in Blender.

Blender before 4.0 stores a boolean as an integer. An integer property that can only be 0 or 1 therefore counts as a
boolean here, and that is how booleans are written: the range is kept in the file, so nothing has to be remembered."""
import math
import re

from ..core import canonical

PREFIX = 'vibesync_'
ID_KEY = 'vibesync_id'
# On a deleted object that is kept: what it takes to put it back.
STASH_KEY = 'vibesync_stash'
# On the data of a deleted object that nobody else uses: whose it was.
OWNER_KEY = 'vibesync_owner'

# Names of deleted objects that are kept until the deletion is confirmed; no file that an artist saves holds one.
STASH_PREFIX = '~vibesync-stash-'

_ID = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')
_INT32 = 2**31


def identifier(value):
    """The value, where it is an id as VibeSync makes them; else None. It may have been written by anybody."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def is_shared_key(obj, key):
    """Not VibeSync's own hints, not what Blender or an add-on keeps there for itself."""
    if key.startswith(PREFIX) or key.startswith('_') or key in canonical.RESERVED_KEYS:
        return False
    if not canonical.is_name(key, canonical.PROPERTY_KEY_BYTES):
        return False
    registered = obj.bl_rna.properties.get(key)
    return registered is None or not registered.is_runtime


def read_properties(obj):
    """(properties, left_out): what can be shared as canonical values by key, and the keys of what cannot."""
    shared, left_out = {}, []
    for key in obj.keys():
        if not is_shared_key(obj, key):
            continue
        value = _canonical(obj, key)
        if value is None or len(shared) >= canonical.PROPERTIES_PER_OBJECT:
            left_out.append(key)
        else:
            shared[key] = value
    return {key: shared[key] for key in sorted(shared)}, left_out


def read_property(obj, key):
    """The canonical value of one property; None when it is absent or cannot be shared."""
    if key not in obj.keys() or not is_shared_key(obj, key):
        return None
    return _canonical(obj, key)


def write_property(obj, key, value):
    """None removes it. The type that a property has in Blender stays where the value allows it."""
    if value is None:
        if key in obj.keys():
            del obj[key]
        return
    if isinstance(value, bool):
        _write_boolean(obj, key, value)
    elif isinstance(value, (int, float)):
        old = obj[key] if key in obj.keys() else None
        whole = isinstance(old, int) and not isinstance(old, bool) and not _is_boolean_range(obj, key)
        if whole and float(value).is_integer() and abs(value) < _INT32:
            obj[key] = int(value)
        else:
            _replace(obj, key, float(value))
    elif isinstance(value, str):
        _replace(obj, key, value)
    else:
        _replace(obj, key, [float(each) for each in value])


def _canonical(obj, key):
    value = obj[key]
    try:
        if isinstance(value, bool):
            return value
        if isinstance(value, int):
            return value != 0 if _is_boolean_range(obj, key) else canonical.number(value)
        if isinstance(value, float):
            return canonical.number(value) if math.isfinite(value) else None
        if isinstance(value, str):
            sound = canonical.is_well_formed(value) and '\0' not in value
            return value if sound and len(value.encode('utf-8')) <= canonical.PROPERTY_TEXT_BYTES else None
        if hasattr(value, 'typecode') and canonical.VECTOR_MIN <= len(value) <= canonical.VECTOR_MAX:
            return canonical.vector(float(each) for each in value)
    except canonical.Unrepresentable:
        return None
    return None


def _is_boolean_range(obj, key):
    limits = obj.id_properties_ui(key).as_dict()
    return limits.get('min') == 0 and limits.get('max') == 1


def _write_boolean(obj, key, value):
    old = obj[key] if key in obj.keys() else None
    if isinstance(old, bool):
        obj[key] = value
        return
    if isinstance(old, int) and _is_boolean_range(obj, key):
        obj[key] = int(value)
        return
    _replace(obj, key, value)
    if not isinstance(obj[key], bool):
        obj.id_properties_ui(key).update(min=0, max=1, soft_min=0, soft_max=1)


def _replace(obj, key, value):
    """Writes a value that may be of another type than the old one, whose range and description would not fit."""
    if key in obj.keys() and not _same_type(obj[key], value):
        del obj[key]
    obj[key] = value


def _same_type(old, new):
    if isinstance(new, list):
        return getattr(old, 'typecode', '') in ('f', 'd') and len(old) == len(new)
    return type(old) is type(new)
