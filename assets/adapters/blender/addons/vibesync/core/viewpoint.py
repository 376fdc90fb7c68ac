# SPDX-License-Identifier: GPL-3.0-or-later
"""From where an artist looks at the scene, in the shared frame: advisory, for a person who wants to look from there too."""
import math

from . import canonical, conversions

# Within which the protocol has them.
_ANGLES = (0.001, 3.1)
_HEIGHTS_M = (1e-6, 1e9)
_NEAR_MOST_M = 1e9
_FAR_MOST_M = 1e12


def viewpoint(eye, projection, is_perspective, clip, metres):
    """What stands in a `view` frame; None for what the protocol has not.

    `eye`: rows of the view's own place in the world, in Blender's units. `projection`: rows of the matrix with which it is
    drawn. `clip`: nearest and farthest, in Blender's units. `metres`: how long such a unit is."""
    if not _is_finite(eye) or not _is_finite(projection) or not projection[1][1] > 0:
        return None
    # From the middle of the picture to its upper edge, one away from the eye; without perspective wherever it is.
    half = 1 / projection[1][1]
    lens = {'vertical_radians': 2 * math.atan(half)} if is_perspective else {'height_m': 2 * half * metres}
    (extent,) = lens.values()
    low, high = _ANGLES if is_perspective else _HEIGHTS_M
    near, far = (abs(each) * metres for each in clip)
    if not low <= extent <= high or not near < far or near > _NEAR_MOST_M or far > _FAR_MOST_M:
        return None
    rotation = conversions.rows_to_quaternion([row[:3] for row in eye[:3]])
    place = [eye[row][3] * metres for row in range(3)]
    position, turn, _scale = conversions.to_canonical(place, rotation, (1, 1, 1), 'camera', None)
    return {
        'position': canonical.vector(position),
        'rotation': canonical.quaternion(turn),
        # While nothing moves they are the same from one look to the next.
        'lens': {kind: canonical.number(value) for kind, value in lens.items()},
        'near': canonical.number(near),
        'far': canonical.number(far),
    }


def _is_finite(rows):
    return all(math.isfinite(value) for row in rows for value in row)
