# SPDX-License-Identifier: GPL-3.0-or-later
"""Cutting what is told into frames of a size that the application takes."""
from ..core import frames, strict_json

# Room in a frame for what stands around its list.
PART_BYTES = 3 * 1024 * 1024
OPERATIONS_PART = frames.OPERATIONS // 4


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


class Part:
    """One `observed` frame, put together as text: to make one of everything at once takes longer than there is."""

    def __init__(self, edit, number, applied_through):
        self.edit = edit.id if number == 0 else '%s%012x' % (edit.id[:24], number)
        self.after = {}  # (id, facet) -> value as told
        self._head = {'type': 'observed', 'edit': self.edit, 'applied_through': applied_through, 'undo': edit.undo}
        self._told = edit
        self._before = []
        self._operations = []
        self._bytes = 0

    def has_room_for(self, size):
        return not self._operations or (self._bytes + size <= PART_BYTES and len(self._operations) < OPERATIONS_PART)

    def add(self, operation, text, before):
        """`text` is the operation's; `before` has the values of the whole edit by (id, facet)."""
        self._operations.append(text)
        self._bytes += len(text.encode('utf-8'))
        for key in ((oid, facet) for oid in named(operation) for facet in _facets_of(operation)):
            if key in before and key not in self.after:
                self.after[key] = self._told.after[key]
                self._before.append(strict_json.dump(before[key]))

    @property
    def text(self):
        head = strict_json.dump(self._head)[:-1]
        return '%s,"before":[%s],"operations":[%s]}' % (head, ','.join(self._before), ','.join(self._operations))


def parting_edit(edit, applied_through):
    """Parts of an edit: one, unless it is larger than a frame may be. Then the parts are edits of their own, in an order in
    which each stands on those before it. None in between, for whoever has only a moment at a time. Uses the edit up: what is
    large is freed on the way, and not in one go."""
    before = {}
    while edit.before:
        each = edit.before.pop()
        before[each['id'], each['facet']] = each
        yield
    number, part = 0, Part(edit, 0, applied_through)
    edit.operations.reverse()
    while edit.operations:
        operation = edit.operations.pop()
        text = strict_json.dump(operation)
        if not part.has_room_for(len(text.encode('utf-8'))):
            yield part
            number += 1
            part = Part(edit, number, applied_through)
        part.add(operation, text, before)
        yield
    yield part
    for used in (before, edit.after):
        while used:
            used.popitem()
            yield


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


def say_whose(authors):
    """What is kept of others: in their names as far as these are known, None standing for whoever is not."""
    known = sorted({each for each in authors if each is not None})
    if not known:
        return 'the shared scene’s values'
    shown = known[:2]
    if len(known) > len(shown) or None in authors:
        shown.append('others')
    return 'what %s changed' % ' and '.join([', '.join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def list_names(names):
    shown = ', '.join('“%s”' % each for each in names[:3])
    return shown if len(names) <= 3 else '%s and %d more' % (shown, len(names) - 3)
