# SPDX-License-Identifier: GPL-3.0-or-later
"""Canonical values, bytes and digests agree with app/scene to the last bit; conversions agree with plain matrices."""
import math
import random
import struct
import unittest

import support  # noqa: F401  (makes the package importable)
from vibesync.core import canonical, conversions, encoding, viewpoint


def spelled(value):
    """The inverse of how the vectors spell given values: numbers as text, texts wrapped."""
    if isinstance(value, str):
        return float(value)
    if isinstance(value, list):
        return [spelled(each) for each in value]
    if isinstance(value, dict):
        return value['text'] if set(value) == {'text'} else {key: spelled(each) for key, each in value.items()}
    return value


def bits(value):
    if isinstance(value, bool) or not isinstance(value, (int, float, list, dict)):
        return value
    if isinstance(value, list):
        return [bits(each) for each in value]
    if isinstance(value, dict):
        return {key: bits(each) for key, each in value.items()}
    return struct.pack('<d', value)


class Objects(unittest.TestCase):
    def test_canonical_form_bytes_and_digest_of_every_vector(self):
        for vector in support.vectors('objects.json'):
            given = spelled(vector['given'])
            found = canonical.scene_object(given)
            self.assertEqual(bits(found), bits(vector['canonical']), given['name'])
            masked = frozenset(vector['masked'])
            self.assertEqual(encoding.encode_object(found, masked).hex(), vector['bytes'], given['name'])
            self.assertEqual(encoding.digest_object(found, masked), vector['digest'])

    def test_canonical_is_idempotent(self):
        source = random.Random(5)
        for _ in range(5_000):
            once = canonical.quaternion([source.gauss(0, 1) for _ in range(4)])
            self.assertEqual(bits(canonical.quaternion(once)), bits(once))

    def test_true_is_not_one(self):
        self.assertFalse(canonical.same(True, 1))
        self.assertFalse(canonical.same({'a': [False]}, {'a': [0]}))
        self.assertTrue(canonical.same([1, 2.0], [1.0, 2]))

    def test_each_facet_is_found_to_differ_by_itself(self):
        place = {'translation': (0, 0, 0), 'rotation': (0, 0, 0, 1), 'scale': (1, 1, 1)}
        box = canonical.scene_object(
            {
                'id': '00000000-0000-4000-8000-000000000001',
                'kind': 'mesh',
                'name': 'Box',
                'parent': None,
                'transform': place,
                'visibility': {'viewport': True, 'render': True},
                'properties': {'on': True, 'size': 1, 'tint': [1, 0, 0]},
            }
        )
        others = {
            'name': 'Crate',
            'parent': '00000000-0000-4000-8000-000000000002',
            'transform': canonical.transform({**place, 'scale': (1, 1, 2)}),
            'visibility': {'viewport': True, 'render': False},
            'property:new': 'x',
            'property:on': 1.0,
            'property:size': None,
            'property:tint': [1.0, 0.0, 0.5],
        }
        self.assertEqual(canonical.differing_facets(box, canonical.scene_object(box)), [])
        changed = box
        for facet, value in others.items():
            self.assertEqual(canonical.differing_facets(box, canonical.with_facet(box, facet, value)), [facet])
            changed = canonical.with_facet(changed, facet, value)
        self.assertEqual(canonical.differing_facets(box, changed), list(others))

    def test_what_no_32_bit_float_holds_is_refused(self):
        for value in (math.nan, math.inf, -math.inf, 1e39):
            with self.assertRaises(canonical.Unrepresentable):
                canonical.number(value)
            with self.assertRaises(canonical.Unrepresentable):
                canonical.vector((0, value, 0))

    def test_names(self):
        self.assertTrue(canonical.is_name('Würfel', 63))
        for bad in ('', 'a\x00', 'tab\t', 'x' * 64, '木' * 22, 'bad\udcff', '\x85'):
            self.assertFalse(canonical.is_name(bad, 63), repr(bad))


class Conversions(unittest.TestCase):
    def test_agree_with_matrices(self):
        """Also below cameras and lights, and with mirrored scale."""
        for case in support.vectors('conversions.json')['cases']:
            w, x, y, z = case['rotation']
            place = conversions.to_canonical(case['location'], (x, y, z, w), case['scale'], case['kind'], case['parentKind'])
            translation, rotation, scale = place
            rows = conversions.compose(rotation, scale)
            for r in range(3):
                for c in range(3):
                    self.assertAlmostEqual(rows[r][c], case['matrix'][r][c], 5, case)
                self.assertAlmostEqual(translation[r], case['matrix'][r][3], 4, case)

    def test_fixed_vectors(self):
        for fixed in support.vectors('conversions.json')['fixed']:
            w, x, y, z = fixed['rotation']
            _t, rotation, _s = conversions.to_canonical(fixed['location'], (x, y, z, w), (1, 1, 1), fixed['kind'], None)
            for found, wanted in zip(rotation, fixed['canonical']):
                self.assertAlmostEqual(found, wanted, 12, fixed['what'])

    def test_views_are_told_as_what_they_see(self):
        for each in support.vectors('viewpoints.json'):
            seen, wanted = each['blender'], each['view']
            projection = [[1, 0, 0, 0], [0, seen['projection_11'], 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
            args = seen['eye'], projection, seen['is_perspective'], seen['clip'], seen['metres']
            found = viewpoint.viewpoint(*args)
            self.assertEqual(list(found['lens']), list(wanted['lens']), each['what'])
            for kind, value in wanted['lens'].items():
                self.assertAlmostEqual(found['lens'][kind], value, 5, each['what'])
            self.assertAlmostEqual(found['near'], wanted['near'], 5)
            self.assertAlmostEqual(found['far'], wanted['far'], 3)
            for a, b in zip(found['position'], wanted['position']):
                self.assertAlmostEqual(a, b, 5, each['what'])
            for a, b in zip(found['rotation'], canonical.quaternion(wanted['rotation'])):
                self.assertAlmostEqual(a, b, 6, each['what'])

    def test_what_no_frame_can_hold_is_no_view(self):
        eye = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
        self.assertIsNotNone(viewpoint.viewpoint(eye, eye, True, (0.1, 10), 1))
        self.assertIsNone(viewpoint.viewpoint(eye, [[0] * 4] * 4, True, (0.1, 10), 1))
        self.assertIsNone(viewpoint.viewpoint(eye, eye, True, (10, 10), 1))
        self.assertIsNone(viewpoint.viewpoint(eye, eye, False, (0.1, 10), 1e12))
        self.assertIsNone(viewpoint.viewpoint([[float('nan')] * 4] * 4, eye, True, (0.1, 10), 1))

    def test_come_back_to_the_bit_where_only_places_and_signs_change(self):
        """R33: and only there: with a factor of half a turn's root most do not."""
        source = random.Random(6)
        off = 0
        for _ in range(20_000):
            q = canonical.quaternion([source.gauss(0, 1) for _ in range(4)])
            t = canonical.vector([source.gauss(0, 100) for _ in range(3)])
            for kind, parent in (('mesh', None), ('empty', 'mesh'), ('camera', 'light')):
                self.assertTrue(conversions.is_exact(kind, parent))
                back = conversions.to_canonical(*conversions.from_canonical(t, q, t, kind, parent), kind, parent)
                self.assertEqual([canonical.vector(back[0]), canonical.quaternion(back[1]), canonical.vector(back[2])], [t, q, t])
            _t, there, _s = conversions.from_canonical(t, q, t, 'camera', None)
            _t, back, _s = conversions.to_canonical(t, canonical.vector(there), t, 'camera', None)
            back = canonical.quaternion(back)
            off += back != q
            self.assertTrue(canonical.transforms_match({'translation': t, 'rotation': back, 'scale': t}, {'translation': t, 'rotation': q, 'scale': t}, True))
        self.assertGreater(off, 10_000)

    def test_euler_angles_in_every_order_come_back(self):
        source = random.Random(8)
        for order in ('XYZ', 'XZY', 'YXZ', 'YZX', 'ZXY', 'ZYX'):
            for _ in range(2_000):
                angles = [source.uniform(-6, 6) for _ in range(3)]
                turned = conversions.euler_to_quaternion(angles, order)
                back = conversions.quaternion_to_euler(turned, order, angles)
                for found, wanted in zip(back, angles):
                    self.assertAlmostEqual(found, wanted, 6)
            locked = conversions.euler_to_quaternion((0.3, math.pi / 2 if order[1] == 'X' else 0.2, 0.1), order)
            again = conversions.euler_to_quaternion(conversions.quaternion_to_euler(locked, order), order)
            self.assertAlmostEqual(abs(sum(a * b for a, b in zip(locked, again))), 1.0, 9)

    def test_gimbal_lock_keeps_the_rotation(self):
        for order in ('XYZ', 'XZY', 'YXZ', 'YZX', 'ZXY', 'ZYX'):
            for quarter in (math.pi / 2, -math.pi / 2):
                angles = [0.4, 0.4, 0.4]
                angles['XYZ'.index(order[1])] = quarter
                locked = conversions.euler_to_quaternion(angles, order)
                again = conversions.euler_to_quaternion(conversions.quaternion_to_euler(locked, order), order)
                self.assertAlmostEqual(abs(sum(a * b for a, b in zip(locked, again))), 1.0, 9, order)

    def test_decompose_keeps_mirrored_scale_and_finds_shear(self):
        source = random.Random(9)
        for _ in range(2_000):
            q = canonical.quaternion([source.gauss(0, 1) for _ in range(4)])
            scale = [source.choice((-1, 1)) * source.uniform(0.1, 4) for _ in range(3)]
            rows = conversions.compose(q, scale)
            rotation, found, sheared = conversions.decompose(rows, scale)
            self.assertFalse(sheared)
            for a, b in zip(found, scale):
                self.assertAlmostEqual(a, b, 9)
            again = conversions.compose(rotation, found)
            self.assertTrue(all(abs(again[r][c] - rows[r][c]) < 1e-9 for r in range(3) for c in range(3)))
        self.assertTrue(conversions.decompose([[1, 1, 0], [0, 1, 0], [0, 0, 1]])[2])
        rotation, scale, _ = conversions.decompose([[0, 0, 0], [0, 2, 0], [0, 0, 3]])
        self.assertEqual(scale, [0, 2, 3])
        self.assertAlmostEqual(abs(rotation[3]), 1.0)


if __name__ == '__main__':
    unittest.main()
