# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON without its ambiguities, as the application reads it too: what two readers could take differently is refused."""
import json

from .breathing import breathe

MAX_FRAME_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 16
RESERVED_KEYS = frozenset(('__proto__', 'constructor', 'prototype'))


class NotStrict(ValueError):
    """Why a text is no strict JSON; never quotes it, since it may hold a secret."""


def _refuse_constant(_name):
    raise NotStrict('a number is not finite')


def _pairs(pairs):
    breathe()
    result = {}
    for key, value in pairs:
        if key in result:
            raise NotStrict('an object has a key twice')
        if key in RESERVED_KEYS:
            raise NotStrict('an object has a reserved key')
        result[key] = value
    return result


def parse(text):
    """The value of a JSON text. Raises NotStrict."""
    if len(text) > MAX_FRAME_BYTES:
        raise NotStrict('the frame is too large')
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_pairs)
    except NotStrict:
        raise
    except (ValueError, RecursionError):
        raise NotStrict('the frame is not JSON') from None
    _check(value)
    return value


def _check(value):
    """Depth, finite numbers and well-formed text, without recursion."""
    level = [value]
    for _depth in range(MAX_DEPTH + 1):
        inner = []
        for each in level:
            if isinstance(each, dict):
                breathe()
                inner.extend(each.keys())
                inner.extend(each.values())
            elif isinstance(each, list):
                inner.extend(each)
            elif isinstance(each, float) and (each != each or each in (float('inf'), float('-inf'))):
                raise NotStrict('a number is not finite')
            elif isinstance(each, str):
                try:
                    each.encode('utf-8')
                except UnicodeEncodeError:
                    raise NotStrict('a text has a lone surrogate') from None
        if not inner:
            return
        level = inner
    raise NotStrict('arrays and objects are nested too deeply')


def dump(value):
    """One line of JSON; raises ValueError for what is not finite."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(',', ':'))
