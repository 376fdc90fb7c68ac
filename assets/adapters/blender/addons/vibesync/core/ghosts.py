# SPDX-License-Identifier: GPL-3.0-or-later
"""The geometry of suggestions: where a ghost stands, and of which lines it is drawn. No engine, no screen.

A place is (rows of a 3 x 3 matrix, offset) in Blender's world, in Blender's units."""
from . import conversions

ORIGIN = (conversions.IDENTITY_ROWS, (0.0, 0.0, 0.0))
# What stands for a mesh of which nothing is there yet: the cube that a created one becomes.
CUBE = ((-0.5, -0.5, -0.5), (0.5, 0.5, 0.5))
# Each line is so many dashes, whatever its length: they stay apart at every distance.
DASHES = 6
LABEL_LETTERS = 80

_BOX_EDGES = ((0, 1), (1, 3), (3, 2), (2, 0), (4, 5), (5, 7), (7, 6), (6, 4), (0, 4), (1, 5), (2, 6), (3, 7))
_BOX_DIAGONALS = ((0, 7), (1, 6), (2, 5), (3, 4))
_ARM = 0.5
_LAMP = 0.25


class Places:
    """Where the ghosts of one picture stand, each found when it is asked for and once.

    `place_of(id)`: (place, kind) of an object of the scene, or None. `unit_scale`: metres a unit."""

    def __init__(self, ghosts, place_of, unit_scale):
        self._place_of = place_of
        self._unit_scale = unit_scale
        self._by_id = {(each['suggestion'], each['id']): each for each in ghosts if each['what'] != 'deleted'}
        self._known = {}

    def of(self, ghost):
        """None where its parent is nowhere. What would go is marked where it stands."""
        if ghost['what'] == 'deleted':
            found = self._place_of(ghost['id'])
            return None if found is None else found[0]
        key = (ghost['suggestion'], ghost['id'])
        # Whoever is asked for again while it is looked for hangs below itself, and is nowhere.
        if key not in self._known:
            self._known[key] = None
            self._known[key] = _below(ghost, self._above(ghost), self._unit_scale)
        return self._known[key]

    def _above(self, ghost):
        parent = ghost['parent']
        if parent is None:
            return ORIGIN, None
        other = self._by_id.get((ghost['suggestion'], parent))
        if other is None:
            return self._place_of(parent)
        there = self.of(other)
        return None if there is None else (there, other['kind'])


def _below(ghost, above, unit_scale):
    if above is None:
        return None
    (rows, offset), parent_kind = above
    suggested = ghost['transform']
    translation, rotation, scale = conversions.from_canonical(
        suggested['translation'], suggested['rotation'], suggested['scale'], ghost['kind'], parent_kind
    )
    moved = conversions.transformed(rows, [value / unit_scale for value in translation])
    return conversions.product(rows, conversions.compose(rotation, scale)), tuple(a + b for a, b in zip(moved, offset))


def lines(ghost, place, box, unit_scale=1.0):
    """The ends of its dashes in the world, two by two. `box`: the object's own corners (low, high) in its own axes, else None."""
    low, high = box or tuple(tuple(value / unit_scale for value in corner) for corner in CUBE)
    segments = _shape(ghost['kind'], low, high, 1.0 / unit_scale)
    if ghost['what'] == 'deleted':
        corners = _corners(low, high)
        segments = segments + [(corners[a], corners[b]) for a, b in _BOX_DIAGONALS]
    ends = []
    for start, end in segments:
        ends.extend(_dashed(_put(place, start), _put(place, end)))
    return ends


def label_point(ghost, place, box, unit_scale=1.0):
    """Where its label begins: the middle of its own upper side."""
    low, high = box or tuple(tuple(value / unit_scale for value in corner) for corner in CUBE)
    return _put(place, ((low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0, high[2]))


def label(ghost):
    """One line, whoever wrote it: what is no letter is left out."""
    does = {'created': 'new ', 'deleted': 'delete '}.get(ghost['what'], '')
    text = '%s: %s%s' % (ghost['by'], does, ghost['name'])
    shown = ''.join(each for each in text if each.isprintable())
    return shown if len(shown) <= LABEL_LETTERS else shown[: LABEL_LETTERS - 1] + '…'


def _shape(kind, low, high, metre):
    if kind == 'mesh':
        corners = _corners(low, high)
        return [(corners[a], corners[b]) for a, b in _BOX_EDGES]
    if kind == 'empty':
        arm = _ARM * metre
        return [((-arm, 0, 0), (arm, 0, 0)), ((0, -arm, 0), (0, arm, 0)), ((0, 0, -arm), (0, 0, arm))]
    if kind == 'light':
        return _lamp(_LAMP * metre)
    return _frustum(metre)


def _lamp(size):
    """A small octahedron, and the way that it shines: along its own -Z."""
    round_about = [(size, 0, 0), (0, size, 0), (-size, 0, 0), (0, -size, 0)]
    edges = [(each, round_about[(index + 1) % 4]) for index, each in enumerate(round_about)]
    tips = [(each, (0, 0, tip)) for each in round_about for tip in (size, -size)]
    return edges + tips + [((0, 0, -size), (0, 0, -4 * size))]


def _frustum(metre):
    """What a camera sees begins at its own origin and opens along its own -Z, its upper side marked."""
    x, y, z = 0.5 * metre, 0.3 * metre, -1.0 * metre
    frame = [(-x, -y, z), (x, -y, z), (x, y, z), (-x, y, z)]
    edges = [(each, frame[(index + 1) % 4]) for index, each in enumerate(frame)]
    return edges + [((0, 0, 0), each) for each in frame] + [((-x, y, z), (0, 2 * y, z)), ((0, 2 * y, z), (x, y, z))]


def _corners(low, high):
    return [(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])]


def _put(place, point):
    rows, offset = place
    return tuple(a + b for a, b in zip(conversions.transformed(rows, point), offset))


def _dashed(start, end):
    """Both ends of a line are drawn."""
    parts = 2 * DASHES - 1
    points = [tuple(a + (b - a) * step / parts for a, b in zip(start, end)) for step in range(parts + 1)]
    return points
