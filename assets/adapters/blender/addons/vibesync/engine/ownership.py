# SPDX-License-Identifier: GPL-3.0-or-later
"""Which facets of an object Blender owns rather than the artist (rule 10): what a curve, driver, constraint or the
physics sets is read-only here, outside of parity, and declared as such."""
from ..core import canonical

_TRANSFORM_CHANNELS = (
    'location',
    'rotation_euler',
    'rotation_quaternion',
    'rotation_axis_angle',
    'rotation_mode',
    'scale',
    'delta_location',
    'delta_rotation_euler',
    'delta_rotation_quaternion',
    'delta_scale',
)
_VISIBILITY_CHANNELS = ('hide_viewport', 'hide_render')
# Ways of hanging on a parent that give it no fixed place: the world place comes out of the parent's shape or pose.
_FLOATING_PARENTS = frozenset(('BONE', 'VERTEX', 'VERTEX_3'))

NOTHING = frozenset()


def driven_facets(obj):
    """The facets of this object that Blender owns. Cheap where there is nothing: most objects have no animation."""
    animation = obj.animation_data
    if animation is None and not obj.constraints and obj.rigid_body is None and obj.parent_type not in _FLOATING_PARENTS:
        return NOTHING
    facets = set()
    if animation is not None:
        for path in _animated_paths(animation):
            facet = _facet_of_path(path)
            if facet is not None:
                facets.add(facet)
    if any(not each.mute and each.influence > 0.0 for each in obj.constraints):
        facets.add('transform')
    body = obj.rigid_body
    if body is not None and body.type == 'ACTIVE' and body.enabled and not body.kinematic:
        facets.add('transform')
    if obj.parent is not None and obj.parent_type in _FLOATING_PARENTS:
        facets.add('transform')
    return frozenset(facets)


def is_past_a_lock(obj, before):
    """Whether a channel that the artist has locked is not what it was in `before`, by name. A lock is for the artist's own
    hand: Blender itself lets everybody else write there."""
    if _any_locked(obj.lock_location, obj.location, before['location']):
        return True
    if _any_locked(obj.lock_scale, obj.scale, before['scale']):
        return True
    mode = obj.rotation_mode
    if mode not in ('QUATERNION', 'AXIS_ANGLE'):
        return _any_locked(obj.lock_rotation, obj.rotation_euler, before['rotation_euler'])
    channel = 'rotation_' + mode.lower()
    locks = (obj.lock_rotation_w, *obj.lock_rotation)
    if not obj.lock_rotations_4d:
        # Locked are Euler angles, which this way of turning does not have one by one.
        locks = (any(obj.lock_rotation),) * len(locks)
    return _any_locked(locks, getattr(obj, channel), before[channel])


def _any_locked(locks, now, before):
    return any(
        locked and abs(a - b) > max(canonical.TRANSLATION_BOUND, canonical.TRANSLATION_SHARE * abs(b))
        for locked, a, b in zip(locks, now, before)
    )


def _facet_of_path(path):
    if path in _TRANSFORM_CHANNELS:
        return 'transform'
    if path in _VISIBILITY_CHANNELS:
        return 'visibility'
    if path.startswith('["') and path.endswith('"]'):
        return 'property:' + path[2:-2].replace('\\"', '"').replace('\\\\', '\\')
    return None


def _animated_paths(animation):
    for driver in animation.drivers:
        if not driver.mute:
            yield driver.data_path
    # While a track plays alone the action is not heard, and its channels are written with their defaults.
    yield from _curve_paths(animation.action, getattr(animation, 'action_slot', None))
    tracks = list(animation.nla_tracks) if animation.use_nla else []
    # A track that plays alone does so even when it is muted; the others do not touch anything.
    solo = [track for track in tracks if track.is_solo]
    for track in solo or [track for track in tracks if not track.mute]:
        yield from _strip_paths(track.strips)


def _strip_paths(strips):
    """A muted strip counts: Blender then writes the channel's default. Strips may hold strips."""
    for strip in strips:
        yield from _curve_paths(strip.action, getattr(strip, 'action_slot', None))
        yield from _strip_paths(strip.strips)


def _curve_paths(action, slot):
    """Data paths of an action's curves. Up to 4.3 an action holds them itself, from 4.4 on in bags by slot."""
    if action is None:
        return
    layers = getattr(action, 'layers', None)
    if layers is None or len(layers) == 0:
        for curve in getattr(action, 'fcurves', ()):
            if not _is_muted(curve):
                yield curve.data_path
        return
    for layer in layers:
        for strip in layer.strips:
            for bag in getattr(strip, 'channelbags', ()):
                if slot is None or bag.slot_handle == slot.handle:
                    for curve in bag.fcurves:
                        if not _is_muted(curve):
                            yield curve.data_path


def _is_muted(curve):
    return curve.mute or (curve.group is not None and curve.group.mute)
