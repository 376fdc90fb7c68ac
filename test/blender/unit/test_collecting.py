# SPDX-License-Identifier: GPL-3.0-or-later
"""Python's collector rests during the add-on's work, does not go through what that left behind, and is itself again afterwards."""
import gc
import unittest

import support  # noqa: F401
from vibesync.core.collecting import LEFT_TO_THE_COLLECTOR, Collecting


class CollectingTest(unittest.TestCase):
    def setUp(self):
        self.collecting = Collecting()
        gc.collect()
        self.addCleanup(gc.enable)
        self.addCleanup(gc.unfreeze)

    def make(self, count):
        self.kept = [[] for _ in range(count)]

    def test_it_rests_until_the_work_is_over(self):
        self.collecting.rest()
        self.collecting.rest()
        self.assertFalse(gc.isenabled())
        self.collecting.go_on()
        self.assertTrue(gc.isenabled())

    def test_a_little_is_left_to_it(self):
        self.collecting.rest()
        self.make(LEFT_TO_THE_COLLECTOR // 2)
        self.collecting.go_on()
        self.assertEqual(gc.get_freeze_count(), 0)

    def test_much_is_put_out_of_its_way_until_the_connection_ends(self):
        self.collecting.rest()
        self.make(LEFT_TO_THE_COLLECTOR * 2)
        self.collecting.go_on()
        self.assertGreater(gc.get_freeze_count(), LEFT_TO_THE_COLLECTOR)
        ring = []
        ring.append(ring)
        del ring
        self.assertGreaterEqual(gc.collect(), 1, 'what comes afterwards is collected')
        self.collecting.look_again()
        self.assertEqual(gc.get_freeze_count(), 0)

    def test_what_somebody_else_switched_off_stays_off(self):
        gc.disable()
        self.collecting.rest()
        self.collecting.go_on()
        self.assertFalse(gc.isenabled())
        self.collecting.look_again()
        self.assertFalse(gc.isenabled())

    def test_it_is_on_again_where_a_session_ends_in_the_middle(self):
        self.collecting.rest()
        self.collecting.look_again()
        self.assertTrue(gc.isenabled())
