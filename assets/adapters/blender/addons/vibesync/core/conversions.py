# SPDX-License-Identifier: GPL-3.0-or-later
"""Between Blender's frame (right-handed, Z up) and the canonical one (glTF: right-handed, Y up, quaternions x y z w).

With C the turn of -90 degrees about X that takes Blender's axes to glTF's, an ordinary object whose world matrix is W
stands at C W C^-1. Cameras and lights look along -Z in both worlds and therefore keep their own axes: theirs is C W.
So an object's local matrix L has C on its left unless its *parent* keeps its axes, and C^-1 on its right unless it
does so itself:

    parent ordinary or none    C L C^-1  ordinary      C L  camera or light
    parent camera or light       L C^-1  ordinary        L  camera or light

With both or none of them, every number of L only changes its place and sign, which is exact in 32-bit floats. With one
of them rotations are multiplied by sqrt(1/2): those are compared within bounds (R33).

Quaternions here are x y z w, matrices are lists of rows. Arithmetic is in 64-bit floats; callers round at the end.
"""
import math

KEEPS_AXES = frozenset(('camera', 'light'))

HALF = math.sqrt(0.5)
_C = (-HALF, 0.0, 0.0, HALF)
_C_INVERSE = (HALF, 0.0, 0.0, HALF)

IDENTITY_ROWS = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))

# A matrix whose columns stand this far from square to each other holds shear, which no object here can.
SHEAR_TOLERANCE = 1e-5


def to_canonical(translation, rotation, scale, kind, parent_kind):
    """Blender's local translation (metres), rotation (x y z w) and scale -> canonical ones."""
    x, y, z = translation
    sx, sy, sz = scale
    left = parent_kind not in KEEPS_AXES
    right = kind not in KEEPS_AXES
    return (
        [x, z, -y] if left else [x, y, z],
        _turned(rotation, left, right, forward=True),
        [sx, sz, sy] if right else [sx, sy, sz],
    )


def from_canonical(translation, rotation, scale, kind, parent_kind):
    """The inverse of to_canonical."""
    x, y, z = translation
    sx, sy, sz = scale
    left = parent_kind not in KEEPS_AXES
    right = kind not in KEEPS_AXES
    # Blender shows and keeps a negative zero; adding a positive one leaves every other number as it is.
    return (
        [x, 0.0 - z, y] if left else [x, y, z],
        [value + 0.0 for value in _turned(rotation, left, right, forward=False)],
        [sx, sz, sy] if right else [sx, sy, sz],
    )


def is_exact(kind, parent_kind):
    """Whether rotations between these kinds only change places and signs."""
    return (kind in KEEPS_AXES) == (parent_kind in KEEPS_AXES)


def _turned(rotation, left, right, forward):
    x, y, z, w = rotation
    if left and right:
        return [x, z, -y, w] if forward else [x, -z, y, w]
    if not left and not right:
        return [x, y, z, w]
    before, after = (_C, _C_INVERSE) if forward else (_C_INVERSE, _C)
    return multiply(before, rotation) if left else multiply(rotation, after)


def multiply(a, b):
    """Hamilton product of two quaternions x y z w: first b, then a."""
    ax, ay, az, aw = a
    bx, by, bz, bw = b
    return [
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
        aw * bw - ax * bx - ay * by - az * bz,
    ]


def normalised(quaternion):
    length = math.sqrt(sum(value * value for value in quaternion))
    return [0.0, 0.0, 0.0, 1.0] if length == 0.0 else [value / length for value in quaternion]


# Euler angles as Blender has them: mode 'XYZ' turns about X first, then Y, then Z, all about fixed axes.
def euler_to_quaternion(angles, order):
    """Radians about x, y, z, applied in `order` -> x y z w."""
    result = [0.0, 0.0, 0.0, 1.0]
    for axis in order:
        index = 'XYZ'.index(axis)
        half = angles[index] / 2.0
        turn = [0.0, 0.0, 0.0, math.cos(half)]
        turn[index] = math.sin(half)
        result = multiply(turn, result)
    return result


def quaternion_to_euler(rotation, order, near=(0.0, 0.0, 0.0)):
    """x y z w -> radians about x, y, z. Of the equivalent triples, the one closest to `near`."""
    rows = quaternion_to_rows(normalised(rotation))
    i, j, k = ('XYZ'.index(axis) for axis in order)
    odd = -1.0 if (i, j, k) in ((0, 2, 1), (1, 0, 2), (2, 1, 0)) else 1.0
    across = math.hypot(rows[i][i], rows[j][i])
    triples = []
    if across > 1e-12:
        for sign in (1.0, -1.0):
            triple = [0.0, 0.0, 0.0]
            triple[i] = odd * math.atan2(sign * rows[k][j], sign * rows[k][k])
            triple[j] = odd * math.atan2(-rows[k][i], sign * across)
            triple[k] = odd * math.atan2(sign * rows[j][i], sign * rows[i][i])
            triples.append(triple)
    else:
        # Gimbal lock: only the sum or the difference of two angles is determined; the last one stays as it was.
        triple = [0.0, 0.0, 0.0]
        triple[i] = odd * math.atan2(-rows[j][k], rows[j][j])
        triple[j] = odd * math.atan2(-rows[k][i], across)
        triples.append(triple)
    best = None
    for triple in triples:
        wound = [angle + math.tau * round((target - angle) / math.tau) for angle, target in zip(triple, near)]
        distance = sum(abs(angle - target) for angle, target in zip(wound, near))
        if best is None or distance < best[0]:
            best = (distance, wound)
    return best[1]


def axis_angle_to_quaternion(angle, axis):
    """Blender's rotation_axis_angle -> x y z w. An axis of length zero turns nothing, as in Blender."""
    length = math.sqrt(sum(value * value for value in axis))
    if length == 0.0:
        return [0.0, 0.0, 0.0, 1.0]
    sine = math.sin(angle / 2.0) / length
    return [axis[0] * sine, axis[1] * sine, axis[2] * sine, math.cos(angle / 2.0)]


def quaternion_to_axis_angle(rotation):
    """x y z w -> (angle, axis)."""
    x, y, z, w = normalised(rotation)
    sine = math.sqrt(x * x + y * y + z * z)
    if sine < 1e-12:
        return 0.0, [0.0, 1.0, 0.0]
    return 2.0 * math.atan2(sine, w), [x / sine, y / sine, z / sine]


def quaternion_to_rows(rotation):
    """A unit quaternion x y z w -> the rows of its rotation matrix."""
    x, y, z, w = rotation
    return [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]


def rows_to_quaternion(rows):
    """The rows of a rotation matrix -> x y z w, by the largest component, so that nothing cancels."""
    (a, b, c), (d, e, f), (g, h, i) = rows
    candidates = (a - e - i, e - a - i, i - a - e, a + e + i)
    largest = max(range(4), key=candidates.__getitem__)
    root = math.sqrt(max(0.0, 1.0 + candidates[largest])) * 2.0
    if largest == 3:
        return [(h - f) / root, (c - g) / root, (d - b) / root, root / 4.0]
    if largest == 0:
        return [root / 4.0, (b + d) / root, (c + g) / root, (h - f) / root]
    if largest == 1:
        return [(b + d) / root, root / 4.0, (f + h) / root, (c - g) / root]
    return [(c + g) / root, (f + h) / root, root / 4.0, (d - b) / root]


def compose(rotation, scale):
    """Rows of rotation times scale."""
    rows = quaternion_to_rows(normalised(rotation))
    return [[rows[r][c] * scale[c] for c in range(3)] for r in range(3)]


def product(a, b):
    """a times b for rows of 3 x 3 matrices."""
    return [[sum(a[r][k] * b[k][c] for k in range(3)) for c in range(3)] for r in range(3)]


def transformed(rows, vector):
    return [sum(rows[r][k] * vector[k] for k in range(3)) for r in range(3)]


def determinant(m):
    return (
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    )


def inverse(m):
    """Of a 3 x 3 matrix; None where it has none (a parent inverse that flattens space)."""
    d = determinant(m)
    if d == 0.0:
        return None

    def minor(r, c):
        (r0, r1), (c0, c1) = ([x for x in range(3) if x != r], [x for x in range(3) if x != c])
        return m[r0][c0] * m[r1][c1] - m[r0][c1] * m[r1][c0]

    return [[(-1) ** (r + c) * minor(c, r) / d for c in range(3)] for r in range(3)]


def decompose(rows, signs=(1.0, 1.0, 1.0)):
    """Rows of a 3 x 3 matrix -> (rotation x y z w, scale, sheared).

    A mirrored matrix has many decompositions; `signs` gives the signs that the scale had before, which are kept where
    they fit. What shear there is gets lost: `sheared` says so.
    """
    columns = [[rows[r][c] for r in range(3)] for c in range(3)]
    lengths = [math.sqrt(sum(value * value for value in column)) for column in columns]
    scale = [length if sign >= 0.0 else -length for length, sign in zip(lengths, signs)]
    axes = [
        [value / factor for value in column] if factor != 0.0 else None for column, factor in zip(columns, scale)
    ]
    if any(axis is None for axis in axes):
        return _flattened(axes), scale, False
    turned = [[axes[c][r] for c in range(3)] for r in range(3)]
    if determinant(turned) < 0.0:
        scale = [-value for value in scale]
        turned = [[-value for value in row] for row in turned]
        axes = [[-value for value in axis] for axis in axes]
    sheared = any(
        abs(sum(axes[a][k] * axes[b][k] for k in range(3))) > SHEAR_TOLERANCE for a, b in ((0, 1), (0, 2), (1, 2))
    )
    return normalised(rows_to_quaternion(_orthonormal(turned) if sheared else turned)), scale, sheared


def _orthonormal(rows):
    """Gram-Schmidt over the columns: the nearest honest rotation is not needed, only a rotation."""
    columns = [[rows[r][c] for r in range(3)] for c in range(3)]
    x = columns[0]
    along = sum(a * b for a, b in zip(x, columns[1]))
    y = [b - along * a for a, b in zip(x, columns[1])]
    length = math.sqrt(sum(value * value for value in y)) or 1.0
    y = [value / length for value in y]
    z = _cross(x, y)
    return [[x[r], y[r], z[r]] for r in range(3)]


def _flattened(axes):
    """A rotation for a matrix with zero scale on some axis: the axes that are left, completed square to them."""
    known = [index for index, axis in enumerate(axes) if axis is not None]
    if len(known) < 2:
        return [0.0, 0.0, 0.0, 1.0]
    missing = ({0, 1, 2} - set(known)).pop()
    axes[missing] = _cross(axes[(missing + 1) % 3], axes[(missing + 2) % 3])
    rows = [[axes[c][r] for c in range(3)] for r in range(3)]
    if determinant(rows) < 0.0:
        rows = [[-value if c == missing else value for c, value in enumerate(row)] for row in rows]
    return normalised(rows_to_quaternion(rows))


def _cross(a, b):
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
