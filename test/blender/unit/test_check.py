# SPDX-License-Identifier: GPL-3.0-or-later
"""What the check of the conversions says of places that are off, by how much, and within which bounds it says nothing."""
import math
import unittest

import support  # noqa: F401
from vibesync.core import conversion_check, conversion_poses

LIGHT = next(pose for pose in conversion_poses.POSES if pose.name == 'light')
MESH = conversion_poses.POSES[0]


def found(pose, looks=None, **axes):
    place = pose.place._replace(**axes)
    return conversion_check.Finding(place, looks or pose.looks)


def said(pose, finding):
    return conversion_check.differences([pose], [finding])


class Check(unittest.TestCase):
    def test_the_table_agrees_with_itself(self):
        poses = conversion_poses.POSES
        words = conversion_check.differences(poses, [found(pose) for pose in poses])
        self.assertEqual(words, [])
        self.assertEqual(conversion_check.summary(poses, words), 'All 8 poses agree.')

    def test_a_place_is_off_beyond_the_bound_only(self):
        x, y, z = LIGHT.place.origin
        self.assertEqual(said(LIGHT, found(LIGHT, origin=(x, y, z + 5e-6))), [])
        self.assertEqual(said(LIGHT, found(LIGHT, origin=(x, y, z + 4e-5))), ['The light: stands 4e-05 m off.'])

    def test_an_axis_is_told_apart_by_its_length_and_its_direction(self):
        longer = tuple(2.0 * value for value in MESH.place.x)
        self.assertEqual(said(MESH, found(MESH, x=longer)), ['The mirrored mesh: X axis 2 times as long.'])
        back = tuple(-value for value in MESH.place.z)
        self.assertEqual(said(MESH, found(MESH, z=back)), ['The mirrored mesh: Z axis 180° off.'])

    def test_where_it_looks_is_a_direction_whatever_its_length(self):
        self.assertEqual(said(LIGHT, found(LIGHT, looks=tuple(3.0 * value for value in LIGHT.looks))), [])
        x, y, z = LIGHT.looks
        across = (-y, x, 0.0)
        self.assertEqual(said(LIGHT, found(LIGHT, looks=across)), ['The light: shines 90° off.'])

    def test_what_is_not_a_number_differs(self):
        nan = (math.nan, 0.0, 0.0)
        self.assertEqual(len(said(LIGHT, found(LIGHT, x=nan, looks=nan, origin=nan))), 1)

    def test_one_is_counted_as_one(self):
        self.assertEqual(conversion_check.summary((LIGHT, MESH), ['…']), '1 of 2 poses differs:')


if __name__ == '__main__':
    unittest.main()
