# SPDX-License-Identifier: GPL-3.0-or-later
"""Saying differences as operations, and reading the undo stack."""
import random
import unittest

import support  # noqa: F401
from vibesync.core import canonical, operations
from vibesync.core.undo_trail import Entry, Listing, UndoTrail, parse_listing, without_listing


def make(oid, name, parent=None, **more):
    base = {
        'id': oid,
        'kind': 'empty',
        'name': name,
        'parent': parent,
        'transform': {'translation': [0.0, 0.0, 0.0], 'rotation': [0.0, 0.0, 0.0, 1.0], 'scale': [1.0, 1.0, 1.0]},
        'visibility': {'viewport': True, 'render': True},
        'properties': {},
    }
    return canonical.scene_object({**base, **more})


def uid(number):
    return '00000000-0000-4000-8000-%012x' % number


class Differences(unittest.TestCase):
    def carry_out(self, before, told):
        """Applies one operation after the other, with the application's rules about names and closures."""
        objects = dict(before)
        for each in told:
            after, _written = operations.foresee(objects, [each])
            objects.update(after)
            objects = {oid: obj for oid, obj in objects.items() if obj is not None}
            names = [obj['name'] for obj in objects.values()]
            self.assertEqual(len(names), len(set(names)), 'two have one name after %s' % each['op'])
            self.assertTrue(all(obj['parent'] is None or obj['parent'] in objects for obj in objects.values()), each)
        return objects

    def check(self, before, after):
        changed = [oid for oid in {*before, *after} if not canonical.same(before.get(oid), after.get(oid))]
        told = operations.say_difference(before, after, changed)
        self.assertTrue(canonical.same(self.carry_out(before, told), after), told)
        return told

    def test_rings_of_names_and_turned_over_parents(self):
        a, b, c = (uid(number) for number in (1, 2, 3))
        self.check({a: make(a, 'A'), b: make(b, 'B'), c: make(c, 'C')}, {a: make(a, 'B'), b: make(b, 'C'), c: make(c, 'A')})
        self.check({a: make(a, 'A'), b: make(b, 'B', a)}, {a: make(a, 'A', b), b: make(b, 'B')})
        self.check({a: make(a, 'A'), b: make(b, 'B', a), c: make(c, 'C', b)}, {c: make(c, 'A')})
        told = self.check({a: make(a, 'A'), b: make(b, 'B', a), c: make(c, 'C', b)}, {})
        self.assertEqual([each['op'] for each in told], ['delete'])
        self.assertEqual(told[0]['descendants'], [b, c])
        self.check({a: make(a, 'A')}, {b: make(b, 'A', c), c: make(c, 'C')})
        self.check({a: make(a, 'A'), b: make(b, 'B', a)}, {b: make(b, 'A', c), c: make(c, 'B')})

    def test_any_forest_into_any_other(self):
        source = random.Random(3)
        for _ in range(1_500):
            scenes = []
            for _side in 'xy':
                ids = source.sample([uid(number) for number in range(7)], source.randint(0, 7))
                names = source.sample('ABCDEFGH', len(ids))
                scene = {}
                for index, oid in enumerate(ids):
                    parent = source.choice([None, *ids[:index]])
                    scene[oid] = make(oid, names[index], parent, properties={'k': float(source.randint(0, 1))} if source.random() < 0.5 else {})
                scenes.append(scene)
            self.check(*scenes)

    def test_parts_of_a_batch_see_what_came_before(self):
        a, b = uid(1), uid(2)
        after, written = operations.foresee(
            {a: make(a, 'A')},
            [
                {'op': 'create', 'object': make(b, 'B', a)},
                {'op': 'rename', 'id': b, 'name': 'C'},
                {'op': 'set_property', 'id': a, 'key': 'k', 'value': 1},
                {'op': 'delete', 'id': b, 'descendants': []},
            ],
        )
        self.assertIsNone(after[b])
        self.assertEqual(written, [(b, 'existence'), (a, 'property:k')])
        for bad in ({'op': 'rename', 'id': b, 'name': 'x'}, {'op': 'reparent', 'id': a, 'parent': a}):
            with self.assertRaises(operations.Refused):
                operations.foresee({a: make(a, 'A')}, [bad])

    def test_what_operations_end_with_is_said_without_their_beginning(self):
        a, b = uid(1), uid(2)
        made = make(b, 'B')
        wanted = operations.wanted_states(
            [
                {'op': 'rename', 'id': a, 'name': 'X'},
                {'op': 'set_property', 'id': a, 'key': 'k', 'value': 0.1},
                {'op': 'rename', 'id': a, 'name': 'Y'},
                {'op': 'create', 'object': made},
                {'op': 'set_property', 'id': b, 'key': 'k', 'value': True},
            ]
        )
        self.assertEqual(
            wanted,
            {
                (a, 'name'): 'Y',
                (a, 'property:k'): canonical.number(0.1),
                (b, 'existence'): {**made, 'properties': {'k': True}},
            },
        )
        gone = operations.wanted_states([{'op': 'rename', 'id': a, 'name': 'X'}, {'op': 'delete', 'id': a, 'descendants': [b]}])
        self.assertEqual(gone, {(a, 'existence'): None, (b, 'existence'): None})


def stack(names, active=None, first=0):
    return Listing([Entry(hex(first + index), name) for index, name in enumerate(names)], len(names) - 1 if active is None else active)


class Trail(unittest.TestCase):
    def kinds(self, events):
        return [(event.kind, [step.name for step in event.steps]) for event in events]

    def test_reads_what_blender_prints(self):
        text = (
            'Undo 3 Steps (*: active, #=applied, M=memfile-active, S=skip)\n'
            "[    ]   0 {0x7f44dba6e788} type='Global Undo', name='Original'\n"
            "[*#M ]   1 {0x7f44dba6e888} type='Global Undo', name='It\\'s {odd} 'here''\n"
            "[   S]   2 {0000021FB3A0} type='Edit Mesh', name='Move'\n"
        )
        listing = parse_listing(text)
        self.assertEqual(listing.active, 1)
        self.assertEqual([each.name for each in listing.entries], ['Original', "It\\'s {odd} 'here'", 'Move'])
        self.assertEqual([each.is_whole for each in listing.entries], [True, True, False])
        self.assertIsNone(parse_listing('nothing of it'))

    def test_reads_names_that_hold_line_breaks(self):
        names = ['Mo\nve', 'Ne\x85xt', 'Tab\x0bbed', 'Para\u2029graph', "Quo'te\r", '']
        lines = [f"[{'*' if i == 0 else ' '}   ]   {i} {{0x7f44dba6e78{i}}} type='Global Undo', name='{each}'" for i, each in enumerate(names)]
        text = '\n'.join(['Undo 6 Steps (*: active, #=applied, M=memfile-active, S=skip)', *lines[:3], 'a thread said so', *lines[3:], ''])
        listing = parse_listing(text)
        self.assertEqual([each.name for each in listing.entries], names)
        self.assertEqual(listing.active, 0)
        self.assertEqual(without_listing(text), ['a thread said so'])

    def test_steps_undo_redo_and_a_new_branch(self):
        trail = UndoTrail()
        trail.restart(stack(['Original', 'A']))
        self.assertEqual(self.kinds(trail.advance(stack(['Original', 'A', 'B', 'C']), 1)), [('step', ['B', 'C'])])
        self.assertEqual(trail.advance(stack(['Original', 'A', 'B', 'C']), 2), [])
        self.assertEqual(self.kinds(trail.advance(stack(['Original', 'A', 'B', 'C'], 1), 3)), [('undo', ['B', 'C'])])
        self.assertEqual(self.kinds(trail.advance(stack(['Original', 'A', 'B', 'C'], 2), 4)), [('redo', ['B'])])
        branch = Listing([*stack(['Original', 'A']).entries, Entry('0x99', 'D')], 2)
        self.assertEqual(self.kinds(trail.advance(branch, 5)), [('undo', ['B']), ('step', ['D'])])

    def test_a_new_step_in_the_place_of_an_undone_one_is_no_redo(self):
        for own in (False, True):
            trail = UndoTrail()
            trail.restart(stack(['Original', 'Move']))
            trail.active_step.facets.add(('a', 'transform'))
            undone = trail.advance(stack(['Original', 'Move'], 0), 1)
            self.assertEqual(self.kinds(undone), [('undo', ['Move'])])
            self.assertEqual(trail.advance(stack(['Original', 'Move'], 0), 2, moved=False), [])
            redone = trail.advance(stack(['Original', 'Move']), 2)
            self.assertEqual([step.facets for step in redone[0].steps], [{('a', 'transform')}], 'it is still known')
            trail.advance(stack(['Original', 'Move'], 0), 2)
            came = trail.advance(stack(['Original', 'Move']), 2, own=own, moved=False)
            self.assertEqual(self.kinds(came), [] if own else [('step', ['Move'])])
            self.assertEqual((trail.active_step.facets, trail.active_step.remote), (set(), own))

    def test_the_bottom_falls_off_at_the_limit(self):
        trail = UndoTrail()
        names = ['s%d' % index for index in range(32)]
        trail.restart(stack(names))
        shifted = Listing([*stack(names).entries[1:], Entry('0x0', 'new')], 31)
        self.assertEqual(self.kinds(trail.advance(shifted, 1)), [('step', ['new'])])

    def test_own_steps_are_remote_and_a_name_is_no_proof(self):
        trail = UndoTrail()
        trail.restart(stack(['Original']))
        self.assertEqual(trail.advance(stack(['Original', 'VibeSync: Move']), 1, own=True), [])
        self.assertTrue(trail.active_step.remote)
        self.assertIsNone(trail.event_since(0))
        events = trail.advance(stack(['Original', 'VibeSync: Move', 'VibeSync: forged']), 2)
        self.assertEqual(self.kinds(events), [('step', ['VibeSync: forged'])])
        self.assertTrue(events[0].is_person)
        self.assertIs(trail.event_since(0), events[0])
        self.assertIsNone(trail.event_since(events[0].seq))
        undone = trail.advance(stack(['Original', 'VibeSync: Move', 'VibeSync: forged'], 0), 3)
        self.assertEqual([step.remote for step in undone[0].steps], [True, False])


if __name__ == '__main__':
    unittest.main()
