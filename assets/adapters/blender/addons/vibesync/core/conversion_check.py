# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether objects stand in an engine's world where they are known to have to, and by how much they do not.

Places are in metres and the engine's axes. The bounds are those within which two values of a transform count as the same
(R33), for what they let a place in the world move by."""
import collections
import math

from .canonical import ROTATION_BOUND, TRANSLATION_BOUND, TRANSLATION_SHARE

Place = collections.namedtuple('Place', 'x y z origin')
"""An object's axes as the world has them, each as long as it is scaled, and where it stands."""

Pose = collections.namedtuple('Pose', 'name kind parent transform place looks')
"""`parent`: which of the poses before it, or None. `transform`: canonical and local. `place`: where it has to be in the
engine's world. `looks`: which way it looks or shines, of length one; None for what does neither."""

Finding = collections.namedtuple('Finding', 'place looks')
"""What the engine says of one pose. `looks` need not be of length one."""

# Half of a turn's angle is in its quaternion, so what that is off by counts double in the axes.
DIRECTION_BOUND = 2.0 * ROTATION_BOUND
_AXES = 'xyz'


def differences(poses, findings):
    """A sentence for each pose that is not where it has to be, in the order of the poses."""
    words = []
    for pose, found in zip(poses, findings):
        off = [*_off(pose.place, found.place), *_looks_off(pose, found)]
        if off:
            words.append('The %s: %s.' % (pose.name, ', '.join(off)))
    return words


def summary(poses, words):
    """The result in one line, above the sentences."""
    if not words:
        return 'All %d poses agree.' % len(poses)
    return '%d of %d poses %s:' % (len(words), len(poses), 'differs' if len(words) == 1 else 'differ')


def _off(wanted, found):
    distance = math.dist(wanted.origin, found.origin)
    if not distance <= max(TRANSLATION_BOUND, TRANSLATION_SHARE * _length(wanted.origin)):
        yield 'stands %.3g m off' % distance
    for axis, want, have in zip(_AXES.upper(), wanted[:3], found[:3]):
        if math.dist(want, have) <= DIRECTION_BOUND * _length(want):
            continue
        angle = _angle(want, have)
        if angle > DIRECTION_BOUND:
            yield '%s axis %.3g° off' % (axis, math.degrees(angle))
        else:
            yield '%s axis %.6g times as long' % (axis, _length(have) / _length(want))


def _looks_off(pose, found):
    if pose.looks is None:
        return
    angle = _angle(pose.looks, found.looks)
    if not angle <= DIRECTION_BOUND:
        yield '%s %.3g° off' % ('looks' if pose.kind == 'camera' else 'shines', math.degrees(angle))


def _angle(a, b):
    """Radians between two directions; by the sine and cosine together, so that small ones are told apart too."""
    cross = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    return math.atan2(_length(cross), sum(x * y for x, y in zip(a, b)))


def _length(vector):
    return math.sqrt(sum(value * value for value in vector))
