# SPDX-License-Identifier: GPL-3.0-or-later
"""Cutting what is told into frames of a size that the application takes."""
from ..core import frames, strict_json

# Room in a frame for what stands around its list.
PART_BYTES = 3 * 1024 * 1024


def split(values, maximum):
    """Parts of at most `maximum` values and PART_BYTES."""
    parts, size = [], PART_BYTES + 1
    for value in values:
        weight = len(strict_json.dump(value).encode('utf-8')) + 1
        if not parts or size + weight > PART_BYTES or len(parts[-1]) >= maximum:
            parts.append([])
            size = 0
        parts[-1].append(value)
        size += weight
    return parts


def named(operation):
    if operation['op'] == 'create':
        return [operation['object']['id']]
    return [operation['id'], *operation.get('descendants', ())]


def ids_in(frame):
    """The objects that a frame of the application writes, or asks about."""
    if frame['type'] == 'apply':
        return {oid for each in frame['operations'] for oid in named(each)}
    if frame['type'] == 'patch':
        return {*(each['id'] for each in frame['objects']), *frame['removed']}
    return {each['id'] for each in frame['facets' if frame['type'] == 'adopt' else 'entries']}


def count(number, noun):
    return '1 %s' % noun if number == 1 else '%d %ss' % (number, noun)


def parts_of_edit(edit, applied_through):
    """`observed` frames for an edit: one, unless it is larger than a frame may be. Then the parts are edits of their
    own, in an order in which each stands on those before it."""
    before = {(each['id'], each['facet']): each for each in edit.before}
    for index, told in enumerate(split(edit.operations, frames.OPERATIONS // 4)):
        keys = dict.fromkeys((oid, facet) for each in told for oid in named(each) for facet in _facets_of(each))
        yield {
            'type': 'observed',
            'edit': edit.id if index == 0 else '%s%012x' % (edit.id[:24], index),
            'applied_through': applied_through,
            'undo': edit.undo,
            'before': [before[key] for key in keys if key in before],
            'operations': told,
        }


def _facets_of(operation):
    op = operation['op']
    if op in ('create', 'delete'):
        return ('existence',)
    if op == 'set_property':
        return ('property:' + operation['key'],)
    return ({'rename': 'name', 'reparent': 'parent', 'set_transform': 'transform', 'set_visibility': 'visibility'}[op],)


def clip(text, units):
    """A text within so many UTF-16 units and without what is not UTF-8."""
    sound = text.encode('utf-8', 'replace').decode('utf-8')
    return sound.encode('utf-16-le')[: units * 2].decode('utf-16-le', 'ignore')


def list_names(names):
    shown = ', '.join('“%s”' % each for each in names[:3])
    return shown if len(names) <= 3 else '%s and %d more' % (shown, len(names) - 3)
