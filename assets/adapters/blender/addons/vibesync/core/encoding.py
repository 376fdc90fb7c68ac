# SPDX-License-Identifier: GPL-3.0-or-later
"""The canonical bytes of an object and its digest, as app/scene/encoding.ts defines them."""
import hashlib
import struct

from .canonical import KINDS

MASKED = b'\xff'


def _text(value):
    data = value.encode('utf-8')
    return struct.pack('<I', len(data)) + data


def _value(value):
    if isinstance(value, bool):
        return b'\x01' if value else b'\x00'
    if isinstance(value, str):
        return b'\x03' + _text(value)
    if isinstance(value, (int, float)):
        return b'\x02' + struct.pack('<f', value)
    return b'\x04' + struct.pack('<I', len(value)) + struct.pack('<%df' % len(value), *value)


def encode_object(obj, masked=frozenset()):
    """`masked`: facets that this engine cannot hold, or that it owns on this object; their values are left out."""
    parts = [b'\x01', bytes.fromhex(obj['id'].replace('-', '')), bytes((KINDS.index(obj['kind']),))]
    parts.append(MASKED if 'name' in masked else _text(obj['name']))
    if 'parent' in masked:
        parts.append(MASKED)
    elif obj['parent'] is None:
        parts.append(b'\x00')
    else:
        parts.append(b'\x01' + bytes.fromhex(obj['parent'].replace('-', '')))
    if 'transform' in masked:
        parts.append(MASKED)
    else:
        place = obj['transform']
        parts.append(struct.pack('<10f', *place['translation'], *place['rotation'], *place['scale']))
    if 'visibility' in masked:
        parts.append(MASKED)
    else:
        parts.append(bytes(((1 if obj['visibility']['viewport'] else 0) + (2 if obj['visibility']['render'] else 0),)))
    entries = sorted((key.encode('utf-8'), value) for key, value in obj['properties'].items() if 'property:' + key not in masked)
    parts.append(struct.pack('<I', len(entries)))
    for key, value in entries:
        parts.append(struct.pack('<I', len(key)) + key + _value(value))
    return b''.join(parts)


def digest_object(obj, masked=frozenset()):
    """32 hex digits."""
    return hashlib.sha256(encode_object(obj, masked)).hexdigest()[:32]
