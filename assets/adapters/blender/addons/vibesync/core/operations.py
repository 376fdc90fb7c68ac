# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations over canonical objects in plain dicts: saying a difference as operations, and foreseeing their outcome."""
import collections
import heapq

from .canonical import differing_facets, facet_value, property_value, scene_object, transform, with_facet


class Refused(Exception):
    """An operation that does not fit the scene. `code` is stable, the message for a person."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def descendants_of(objects, root):
    """Ids below `root`, parents before children, siblings in id order."""
    return _below(_children_of(objects), root)


def _children_of(objects):
    children = {}
    for each in objects.values():
        if each['parent'] is not None:
            children.setdefault(each['parent'], []).append(each['id'])
    return children


def _below(children, root):
    found = []
    waiting = collections.deque((root,))
    while waiting:
        below = sorted(children.get(waiting.popleft(), ()))
        found.extend(below)
        waiting.extend(below)
    return found


def parents_first(objects):
    """The ids of `objects`, each after its parent when that is among them too."""
    placed = {}

    def place(oid):
        chain = []
        while oid is not None and oid in objects and oid not in placed:
            if oid in chain:
                break  # A cycle cannot be ordered; what follows finds it.
            chain.append(oid)
            oid = objects[oid]['parent']
        for each in reversed(chain):
            placed[each] = True

    for oid in sorted(objects):
        place(oid)
    return list(placed)


def say_difference(before, after, changed):
    """The operations that turn the objects `changed` from how they are in `before` to how they are in `after`.

    `before` and `after` map ids to canonical objects and hold at least what `changed` names and everything below what of it
    is gone. The order is one that the application's `apply` accepts: what stays leaves a doomed parent first; names step
    aside where they are swapped; parents come before their children.
    """
    return [each for each in saying_difference(before, after, changed) if each is not None]


def saying_difference(before, after, changed):
    """The same one by one, with None in between for whoever has only a moment at a time: what it takes goes by how many
    objects changed, not by how many there are."""
    doomed, created, staying, moved = {}, {}, [], {}
    for oid in changed:
        if oid not in after:
            doomed[oid] = before[oid]
        elif oid not in before:
            created[oid] = after[oid]
        else:
            staying.append(oid)
            if before[oid]['parent'] != after[oid]['parent']:
                moved[oid] = after[oid]
        yield
    kept = yield from _sorting(staying)
    parents = _Parents(before)
    moving = parents_first(moved)
    aside = _close_a_ring(moving, created, after, before)
    for oid in moving:
        if parents.get(oid) is not None and (parents.get(oid) in doomed or aside):
            yield {'op': 'reparent', 'id': oid, 'parent': None}
            parents.put(oid, None)
    yield
    children = _children_of(doomed)
    for oid in sorted(oid for oid in doomed if doomed[oid]['parent'] not in doomed):
        yield {'op': 'delete', 'id': oid, 'descendants': _below(children, oid)}

    yield from _saying_names(before, after, kept)
    yield
    for oid in parents_first(created):
        yield {'op': 'create', 'object': scene_object(created[oid])}
    for oid in moving:
        if parents.get(oid) != after[oid]['parent']:
            yield {'op': 'reparent', 'id': oid, 'parent': after[oid]['parent']}
    for oid in kept:
        yield
        for facet in differing_facets(before[oid], after[oid]):
            value = facet_value(after[oid], facet)
            if facet == 'transform':
                yield {'op': 'set_transform', 'id': oid, 'transform': value}
            elif facet == 'visibility':
                yield {'op': 'set_visibility', 'id': oid, 'visibility': value}
            elif facet.startswith('property:'):
                yield {'op': 'set_property', 'id': oid, 'key': facet[len('property:'):], 'value': value}


class _Parents:
    """Who hangs on whom while operations are said: as in `objects`, but for what was put since."""

    def __init__(self, objects):
        self._objects = objects
        self._put = {}

    def put(self, oid, parent):
        self._put[oid] = parent

    def get(self, oid):
        if oid in self._put:
            return self._put[oid]
        known = self._objects.get(oid)
        return known['parent'] if known is not None else None


# So many are sorted in one go.
_SORTED_AT_ONCE = 512


def _sorting(ids):
    """A sorted list, made a part at a time."""
    parts = []
    for start in range(0, len(ids), _SORTED_AT_ONCE):
        parts.append(sorted(ids[start : start + _SORTED_AT_ONCE]))
        yield
    result = []
    for index, oid in enumerate(heapq.merge(*parts)):
        result.append(oid)
        if index % _SORTED_AT_ONCE == 0:
            yield
    return result


def _close_a_ring(moving, created, after, before):
    """Whether hanging these objects elsewhere one after the other would close a ring on the way."""
    now = _Parents(before)
    for oid, obj in created.items() if moving else ():
        now.put(oid, obj['parent'])
    for oid in moving:
        if oid == after[oid]['parent'] or _hangs_below(after[oid]['parent'], oid, now):
            return True
        now.put(oid, after[oid]['parent'])
    return False


def _hangs_below(oid, root, parents):
    while oid is not None:
        oid = parents.get(oid)
        if oid == root:
            return True
    return False


def _saying_names(before, after, kept):
    """Renames in an order without collisions; rings go by way of a name that nothing else has."""
    waiting = {}
    for oid in kept:
        if before[oid]['name'] != after[oid]['name']:
            waiting[oid] = after[oid]['name']
        yield
    taken = {before[oid]['name']: oid for oid in waiting}
    while waiting:
        yield
        free = [oid for oid, name in waiting.items() if taken.get(name, oid) == oid]
        if not free:
            oid = min(waiting)
            yield {'op': 'rename', 'id': oid, 'name': '~' + oid}
            del taken[before[oid]['name']]
            continue
        for oid in sorted(free):
            yield {'op': 'rename', 'id': oid, 'name': waiting.pop(oid)}
            taken.pop(before[oid]['name'], None)


def wanted_states(operations):
    """(id, facet) -> value that these operations end with, whatever they start from. An object that they create or delete
    is its existence alone."""
    wanted = {}

    def put_existence(oid, value):
        for key in [key for key in wanted if key[0] == oid]:
            del wanted[key]
        wanted[oid, 'existence'] = value

    for each in operations:
        op = each['op']
        if op == 'create':
            put_existence(each['object']['id'], scene_object(each['object']))
            continue
        if op == 'delete':
            for oid in (each['id'], *each['descendants']):
                put_existence(oid, None)
            continue
        facet, value = _said(each)
        created = wanted.get((each['id'], 'existence'))
        if created is not None:
            wanted[each['id'], 'existence'] = with_facet(created, facet, value)
        else:
            wanted[each['id'], facet] = value
    return wanted


def _said(operation):
    """(facet, canonical value) of an operation that sets one."""
    op = operation['op']
    if op == 'rename':
        return 'name', operation['name']
    if op == 'reparent':
        return 'parent', operation['parent']
    if op == 'set_transform':
        return 'transform', transform(operation['transform'])
    if op == 'set_visibility':
        return 'visibility', dict(operation['visibility'])
    value = operation['value']
    return 'property:' + operation['key'], None if value is None else property_value(value)


def foresee(objects, operations):
    """What the operations make of `objects` (id -> canonical object), and which facets they write.

    Returns (after, written): `after` maps every touched id to its object or None; `written` is a list of (id, facet),
    where a created or deleted object is written as 'existence' alone. Raises Refused where an operation does not fit.
    """
    after = {}
    written = {}

    def find(oid):
        obj = after[oid] if oid in after else objects.get(oid)
        if obj is None:
            raise Refused('unknown_object', 'There is no object %s here.' % oid)
        return obj

    def exists(oid):
        return (after[oid] if oid in after else objects.get(oid)) is not None

    def put(oid, **changes):
        after[oid] = {**find(oid), **changes}

    for each in operations:
        op = each['op']
        if op == 'create':
            obj = scene_object(each['object'])
            if exists(obj['id']):
                raise Refused('object_exists', 'The object %s exists already.' % obj['id'])
            if obj['parent'] is not None and not exists(obj['parent']):
                raise Refused('unknown_parent', 'There is no object %s to hang it on.' % obj['parent'])
            after[obj['id']] = obj
            written[obj['id'], 'existence'] = True
            continue
        oid = each['id']
        find(oid)
        if op == 'delete':
            current = {**objects, **after}
            below = descendants_of({key: value for key, value in current.items() if value is not None}, oid)
            if sorted(below) != sorted(each['descendants']):
                raise Refused('closure_incomplete', 'Other objects hang below %s than the deletion names.' % oid)
            for gone in (oid, *below):
                after[gone] = None
                written[gone, 'existence'] = True
        elif op == 'rename':
            put(oid, name=each['name'])
            written[oid, 'name'] = True
        elif op == 'reparent':
            parent = each['parent']
            if parent is not None:
                find(parent)
                above, seen = parent, set()
                while above is not None and above not in seen:
                    if above == oid:
                        raise Refused('cycle', 'It cannot hang below itself.')
                    seen.add(above)
                    above = find(above)['parent']
            put(oid, parent=parent)
            written[oid, 'parent'] = True
        elif op == 'set_transform':
            put(oid, transform=scene_object({**find(oid), 'transform': each['transform']})['transform'])
            written[oid, 'transform'] = True
        elif op == 'set_visibility':
            put(oid, visibility=dict(each['visibility']))
            written[oid, 'visibility'] = True
        else:
            properties = dict(find(oid)['properties'])
            properties.pop(each['key'], None)
            if each['value'] is not None:
                properties[each['key']] = scene_object({**find(oid), 'properties': {'': each['value']}})['properties']['']
            put(oid, properties=properties)
            written[oid, 'property:' + each['key']] = True
    whole = {oid for oid, facet in written if facet == 'existence'}
    return after, [(oid, facet) for oid, facet in written if facet == 'existence' or oid not in whole]
