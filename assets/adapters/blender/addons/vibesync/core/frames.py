# SPDX-License-Identifier: GPL-3.0-or-later
"""What the application may send, field by field, as app/protocol/adapter.ts defines it. The adapter is as strict with
the application as the application is with it: a frame that does not match is never acted on, not even in part."""
import re

from .breathing import breathe
from .canonical import (
    KINDS,
    NAME_BYTES,
    PROPERTY_KEY_BYTES,
    PROPERTY_TEXT_BYTES,
    RESERVED_KEYS,
    VECTOR_MAX,
    VECTOR_MIN,
)

SUBPROTOCOL = 'vibesync.v1'
MAX_SAFE_INTEGER = 2**53 - 1

# What one frame from here may hold; more is a violation over there.
FRAME_BYTES = 4 * 1024 * 1024
INVENTORY_PART = 2_000
VALUES_PART = 500
PATCH_PART = 2_000
AUDIT_PART = 100
OPERATIONS = 10_000
STATES = 100_000
DECLARE_PART = 2_000
HANDS = 10_000
SELECTED = 1_000
UNMANAGED = 1_000_000
GHOSTS = 200

CLOSE_VIOLATION = 4000
CLOSE_REVOKED = 4001
CLOSE_REPLACED = 4002
CLOSE_UNRESPONSIVE = 4003

_ID = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')
_CODE = re.compile(r'[a-z][a-z0-9_]{0,63}')
_HEX64 = re.compile(r'[0-9a-f]{64}')


class BadFrame(ValueError):
    """Which field of a frame does not match."""


# A check takes (value, path) and raises BadFrame. Schemas are built from checks.
def _require(condition, path, what):
    if not condition:
        raise BadFrame('%s: %s' % (path, what))


def _pattern(expression, what):
    def check(value, path):
        _require(isinstance(value, str) and expression.fullmatch(value), path, what)

    return check


def _whole(low, high):
    def check(value, path):
        _require(isinstance(value, int) and not isinstance(value, bool) and low <= value <= high, path, 'no such number')

    return check


def _text(max_units):
    def check(value, path):
        # The limit counts UTF-16 units.
        _require(isinstance(value, str) and len(value.encode('utf-16-le')) // 2 <= max_units, path, 'no such text')

    return check


def _boolean(value, path):
    _require(isinstance(value, bool), path, 'not true or false')


def _number(value, path):
    _require(isinstance(value, (int, float)) and not isinstance(value, bool), path, 'not a number')


def _nullable(check):
    return lambda value, path: None if value is None else check(value, path)


def _one_of(*options):
    def check(value, path):
        _require(isinstance(value, str) and value in options, path, 'none of ' + ', '.join(options))

    return check


def _list(check, maximum, minimum=0):
    def check_list(value, path):
        _require(isinstance(value, list) and minimum <= len(value) <= maximum, path, 'not a list of that length')
        for index, each in enumerate(value):
            check(each, '%s[%d]' % (path, index))

    return check_list


def _record(**fields):
    def check(value, path):
        _require(isinstance(value, dict), path, 'not an object')
        breathe()
        for key in value:
            _require(key in fields, '%s.%s' % (path, key), 'unknown field')
        for key, each in fields.items():
            _require(key in value, '%s.%s' % (path, key), 'missing')
            each(value[key], '%s.%s' % (path, key))

    return check


identifier = _pattern(_ID, 'not a lower-case UUID')
code = _pattern(_CODE, 'not a code')
message = _text(1_024)
request = _whole(1, MAX_SAFE_INTEGER)
intent_number = _whole(1, MAX_SAFE_INTEGER)
revision = _whole(0, MAX_SAFE_INTEGER)
name = _text(NAME_BYTES)

_vector3 = _list(_number, 3, 3)
_transform = _record(translation=_vector3, rotation=_list(_number, 4, 4), scale=_vector3)
_visibility = _record(viewport=_boolean, render=_boolean)


def _property_key(value, path):
    _text(PROPERTY_KEY_BYTES)(value, path)
    _require(value not in RESERVED_KEYS, path, 'a reserved key')


def _property_value(value, path):
    if isinstance(value, bool) or (isinstance(value, (int, float))):
        return
    if isinstance(value, str):
        _text(PROPERTY_TEXT_BYTES)(value, path)
        return
    _list(_number, VECTOR_MAX, VECTOR_MIN)(value, path)


def _properties(value, path):
    _require(isinstance(value, dict), path, 'not an object')
    for key, each in value.items():
        _property_key(key, path)
        _property_value(each, '%s.%s' % (path, key))


scene_object = _record(
    id=identifier,
    kind=_one_of(*KINDS),
    name=name,
    parent=_nullable(identifier),
    transform=_transform,
    visibility=_visibility,
    properties=_properties,
)


def _tagged(tag, variants):
    def check(value, path):
        _require(isinstance(value, dict), path, 'not an object')
        chosen = value.get(tag)
        _require(isinstance(chosen, str) and chosen in variants, '%s.%s' % (path, tag), 'unknown')
        variants[chosen](value, path)

    return check


def _operation(op, **fields):
    return _record(op=_one_of(op), **fields)


operation = _tagged(
    'op',
    {
        'create': _operation('create', object=scene_object),
        'delete': _operation('delete', id=identifier, descendants=_list(identifier, 100_000)),
        'rename': _operation('rename', id=identifier, name=name),
        'reparent': _operation('reparent', id=identifier, parent=_nullable(identifier)),
        'set_transform': _operation('set_transform', id=identifier, transform=_transform),
        'set_visibility': _operation('set_visibility', id=identifier, visibility=_visibility),
        'set_property': _operation('set_property', id=identifier, key=_property_key, value=_nullable(_property_value)),
    },
)

_FACET_VALUES = {
    'existence': _nullable(scene_object),
    'name': name,
    'parent': _nullable(identifier),
    'transform': _transform,
    'visibility': _visibility,
}


def facet(value, path):
    _require(isinstance(value, str), path, 'not a facet')
    if value.startswith('property:'):
        _property_key(value[len('property:'):], path)
    else:
        _require(value in _FACET_VALUES, path, 'not a facet')


def facet_state(value, path):
    _require(isinstance(value, dict) and set(value) == {'id', 'facet', 'value'}, path, 'not the state of a facet')
    identifier(value['id'], path + '.id')
    facet(value['facet'], path + '.facet')
    check = _FACET_VALUES.get(value['facet'], _nullable(_property_value))
    check(value['value'], path + '.value')


receipt = _record(ledger=identifier, n=intent_number, head=_pattern(_HEX64, 'not a hash'), mac=_pattern(_HEX64, 'not a hash'))


def _message(kind, **fields):
    return _record(type=_one_of(kind), **fields)


MESSAGES = {
    'welcome': _message(
        'welcome',
        session=identifier,
        token=_pattern(_HEX64, 'not a token'),
        project=_record(id=identifier, name=name),
        revision=revision,
        resumed=_boolean,
        heartbeat_ms=_whole(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER),
        hold=_nullable(request),
    ),
    'bind': _message('bind', project=identifier, scene=identifier),
    'foreign': _message('foreign', message=message),
    'take_inventory': _message('take_inventory', request=request),
    'read_values': _message('read_values', request=request, ids=_list(identifier, VALUES_PART)),
    'adopt_unmanaged': _message('adopt_unmanaged', request=request),
    'patch': _message(
        'patch',
        request=request,
        revision=revision,
        objects=_list(scene_object, PATCH_PART),
        removed=_list(identifier, INVENTORY_PART),
    ),
    'audit': _message('audit', request=request, ids=_list(identifier, AUDIT_PART)),
    'live': _message('live', revision=revision),
    'apply': _message('apply', n=intent_number, label=_text(128), by=_text(64), operations=_list(operation, OPERATIONS)),
    'adopt': _message(
        'adopt',
        n=intent_number,
        edit=identifier,
        facets=_list(_record(id=identifier, facet=facet), STATES),
    ),
    'confirm': _message('confirm', n=intent_number, receipt=receipt),
    'compensate': _message(
        'compensate',
        n=intent_number,
        entries=_list(_record(id=identifier, facet=facet, expected=facet_state, restore=facet_state), STATES),
    ),
    'decided': _message(
        'decided',
        edit=identifier,
        outcome=_one_of('committed', 'waiting', 'conflicted', 'rejected', 'aborted', 'collected'),
        n=_nullable(intent_number),
        code=code,
        message=message,
    ),
    'offer_kept': _message('offer_kept', offer=identifier, values=_whole(0, 100_000)),
    'hold': _message('hold', halt=request),
    'release': _message('release', halt=request),
    'note': _message('note', message=message),
    'ghosts': _message(
        'ghosts',
        ghosts=_list(
            _record(
                suggestion=identifier,
                by=name,
                id=identifier,
                what=_one_of('created', 'moved', 'deleted'),
                kind=_one_of(*KINDS),
                name=name,
                parent=_nullable(identifier),
                transform=_transform,
            ),
            GHOSTS,
        ),
        more=revision,
    ),
    'ping': _message('ping', ping=request),
    'revoked': _message('revoked', code=code, message=message),
}

_check_message = _tagged('type', MESSAGES)


def check_message(value):
    """Checks a frame from the application that was already parsed as strict JSON. Raises BadFrame."""
    _check_message(value, 'frame')
    if value['type'] == 'compensate':
        for index, entry in enumerate(value['entries']):
            for side in ('expected', 'restore'):
                agrees = entry[side]['id'] == entry['id'] and entry[side]['facet'] == entry['facet']
                _require(agrees, 'frame.entries[%d].%s' % (index, side), 'is about another facet')
    return value
