# SPDX-License-Identifier: GPL-3.0-or-later
import math
import unittest

import support  # noqa: F401  makes the add-on importable
from vibesync.core import conversions, ghosts

SUGGESTION = '00000000-0000-4000-8000-0000000000aa'
OTHER = '00000000-0000-4000-8000-0000000000bb'
HALF = math.sqrt(0.5)
UPRIGHT = [0.0, 0.0, 0.0, 1.0]


def ghost(number, translation=(0, 0, 0), rotation=UPRIGHT, scale=(1, 1, 1), **more):
    return {
        'suggestion': SUGGESTION,
        'by': 'set-dresser',
        'id': '00000000-0000-4000-8000-%012d' % number,
        'what': 'moved',
        'kind': 'mesh',
        'name': 'Crate',
        'parent': None,
        'transform': {'translation': list(translation), 'rotation': list(rotation), 'scale': list(scale)},
        **more,
    }


def nothing(_oid):
    return None


def put(place, point):
    rows, offset = place
    return [a + b for a, b in zip(conversions.transformed(rows, point), offset)]


class Places(unittest.TestCase):
    def assertPoint(self, got, expected):
        for a, b in zip(got, expected):
            self.assertAlmostEqual(a, b, places=6)

    def only(self, *all_of_them, place_of=nothing, unit_scale=1.0):
        return ghosts.Places(all_of_them, place_of, unit_scale).of(all_of_them[-1])

    def test_canonical_up_is_blenders_up(self):
        place = self.only(ghost(1, (1, 2, 3)))
        self.assertPoint(put(place, (0, 0, 0)), (1, -3, 2))
        # Its own axes are Blender's where it is not turned.
        self.assertPoint(put(place, (0, 0, 1)), (1, -3, 3))

    def test_a_turn_about_canonical_up_turns_about_blenders(self):
        place = self.only(ghost(1, rotation=(0, HALF, 0, HALF)))
        self.assertPoint(put(place, (1, 0, 0)), (0, 1, 0))

    def test_scale_changes_its_axes_too(self):
        place = self.only(ghost(1, scale=(1, 5, 2)))
        self.assertPoint(put(place, (1, 1, 1)), (1, 2, 5))

    def test_lights_and_cameras_look_the_same_way_in_both(self):
        # Along its own -Z, which at rest is canonical -Z: Blender's +Y.
        for kind in ('light', 'camera'):
            place = self.only(ghost(1, kind=kind))
            self.assertPoint(put(place, (0, 0, -1)), (0, 1, 0))
            self.assertPoint(put(place, (0, 1, 0)), (0, 0, 1))

    def test_below_an_object_of_the_scene(self):
        # That stands at (10, 0, 0), a quarter turned about Blender's Z.
        there = (((0, -1, 0), (1, 0, 0), (0, 0, 1)), (10, 0, 0))
        place = self.only(ghost(1, (1, 0, 0), parent='p'), place_of=lambda oid: (there, 'mesh') if oid == 'p' else None)
        self.assertPoint(put(place, (0, 0, 0)), (10, 1, 0))

    def test_below_a_camera_its_own_axes_count(self):
        camera = (conversions.IDENTITY_ROWS, (0, 0, 5))
        place = self.only(ghost(1, (0, 0, -2), parent='p'), place_of=lambda _oid: (camera, 'camera'))
        self.assertPoint(put(place, (0, 0, 0)), (0, 0, 3))

    def test_below_another_ghost_of_the_same_suggestion_before_the_scene(self):
        above = ghost(1, (5, 0, 0))
        below = ghost(2, (0, 1, 0), parent=above['id'])
        scene = (conversions.IDENTITY_ROWS, (-100, 0, 0))
        place = self.only(above, below, place_of=lambda _oid: (scene, 'mesh'))
        self.assertPoint(put(place, (0, 0, 0)), (5, 0, 1))
        foreign = ghost(1, (5, 0, 0), suggestion=OTHER)
        place = self.only(foreign, below, place_of=lambda _oid: (scene, 'mesh'))
        self.assertPoint(put(place, (0, 0, 0)), (-100, 0, 1))

    def test_without_its_parent_and_below_itself_it_is_nowhere(self):
        self.assertIsNone(self.only(ghost(1, parent='gone')))
        one, two = ghost(1), ghost(2)
        one['parent'], two['parent'] = two['id'], one['id']
        places = ghosts.Places([one, two], nothing, 1.0)
        self.assertEqual([places.of(one), places.of(two)], [None, None])

    def test_what_would_go_is_where_it_stands(self):
        there = (conversions.IDENTITY_ROWS, (7, 8, 9))
        self.assertEqual(self.only(ghost(1, (1, 1, 1), what='deleted'), place_of=lambda _oid: (there, 'mesh')), there)
        self.assertIsNone(self.only(ghost(1, what='deleted')))

    def test_a_scene_in_centimetres(self):
        self.assertPoint(put(self.only(ghost(1, (1, 0, 0)), unit_scale=0.01), (0, 0, 0)), (100, 0, 0))


class Lines(unittest.TestCase):
    BOX = ((-1.0, -2.0, -3.0), (1.0, 2.0, 3.0))

    def bounds(self, ends):
        return [(min(p[i] for p in ends), max(p[i] for p in ends)) for i in range(3)]

    def test_a_box_is_twelve_dashed_edges_round_its_corners(self):
        ends = ghosts.lines(ghost(1), ghosts.ORIGIN, self.BOX)
        self.assertEqual(len(ends), 12 * ghosts.DASHES * 2)
        self.assertEqual(self.bounds(ends), [(-1, 1), (-2, 2), (-3, 3)])
        drawn = sum(math.dist(a, b) for a, b in zip(ends[::2], ends[1::2]))
        whole = 4 * (2 + 4 + 6)
        self.assertAlmostEqual(drawn / whole, ghosts.DASHES / (2 * ghosts.DASHES - 1))

    def test_what_would_go_is_crossed(self):
        ends = ghosts.lines(ghost(1, what='deleted'), ghosts.ORIGIN, self.BOX)
        self.assertEqual(len(ends), 16 * ghosts.DASHES * 2)
        self.assertEqual(self.bounds(ends), [(-1, 1), (-2, 2), (-3, 3)])

    def test_a_new_mesh_is_a_cube_of_one_metre(self):
        self.assertEqual(self.bounds(ghosts.lines(ghost(1), ghosts.ORIGIN, None)), [(-0.5, 0.5)] * 3)
        self.assertEqual(self.bounds(ghosts.lines(ghost(1), ghosts.ORIGIN, None, 0.01)), [(-50, 50)] * 3)

    def test_cameras_and_lights_point_along_their_own_minus_z(self):
        for kind in ('camera', 'light'):
            _x, _y, (low, high) = self.bounds(ghosts.lines(ghost(1, kind=kind), ghosts.ORIGIN, None))
            self.assertLess(low, -0.9)
            self.assertLess(high, 0.3)
        self.assertEqual(self.bounds(ghosts.lines(ghost(1, kind='empty'), ghosts.ORIGIN, None)), [(-0.5, 0.5)] * 3)

    def test_they_are_drawn_where_it_stands(self):
        place = (((2, 0, 0), (0, 2, 0), (0, 0, 2)), (10, 0, 0))
        self.assertEqual(self.bounds(ghosts.lines(ghost(1), place, self.BOX))[0], (8, 12))
        self.assertEqual(ghosts.label_point(ghost(1), place, self.BOX), (10, 0, 6))


class Labels(unittest.TestCase):
    def test_who_and_what(self):
        self.assertEqual(ghosts.label(ghost(1)), 'set-dresser: Crate')
        self.assertEqual(ghosts.label(ghost(1, what='created')), 'set-dresser: new Crate')
        self.assertEqual(ghosts.label(ghost(1, what='deleted')), 'set-dresser: delete Crate')

    def test_whatever_stands_in_a_name_it_is_one_short_line(self):
        shown = ghosts.label(ghost(1, name='a\n\x1b[31m\u202eb' + 'x' * 200))
        self.assertTrue(shown.startswith('set-dresser: a[31mbx'))
        self.assertEqual(len(shown), ghosts.LABEL_LETTERS)


if __name__ == '__main__':
    unittest.main()
