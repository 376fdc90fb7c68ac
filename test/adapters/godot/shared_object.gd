# One node and what of it is shared. Godot's frame is the shared frame, so nothing is converted; what Godot cannot hold
# by itself stands beside the id in one meta of the node.
extends Reference

const Values = preload("res://values.gd")

const OWN_META = "_vibesync"
# Godot keeps its own metas under names that begin so; a shared property of such a name is kept with the prefix.
const PRIVATE = "_"
const SHARED_PREFIX = "shared:"
const LOCK_META = "_edit_lock_"
const SHEAR_TOLERANCE = 1e-4


static func id_of(node: Node):
	return node.get_meta(OWN_META).id if node.has_meta(OWN_META) else null


static func mark(node: Spatial, id: String) -> void:
	node.set_meta(OWN_META, {"id": id, "name": null, "node_name": null, "render": true, "transform": null})


static func make(kind: String) -> Spatial:
	match kind:
		"mesh":
			return MeshInstance.new()
		"light":
			return OmniLight.new()
		"camera":
			return Camera.new()
	return Spatial.new()


static func kind_of(node: Spatial) -> String:
	if node is MeshInstance:
		return "mesh"
	if node is Light:
		return "light"
	if node is Camera:
		return "camera"
	return "empty"


static func read(node: Spatial, parent) -> Dictionary:
	return {
		"id": id_of(node),
		"kind": kind_of(node),
		"name": read_name(node),
		"parent": parent,
		"transform": read_transform(node),
		"visibility": {"viewport": node.visible, "render": node.get_meta(OWN_META).render},
		"properties": read_properties(node),
	}


# A node's name lacks some characters and is unique among its siblings. The shared name counts for as long as the node
# has the name that Godot made of it.
static func read_name(node: Spatial) -> String:
	var own: Dictionary = node.get_meta(OWN_META)
	return own.name if own.node_name == node.name else Values.fitting_name(node.name)


# After the node has its place in the tree, since Godot changes a name that a sibling has.
static func write_name(node: Spatial, name: String) -> void:
	var own: Dictionary = node.get_meta(OWN_META)
	node.name = name
	own.name = name
	own.node_name = node.name


# The node keeps its name; the others know it by this one.
static func call_it(node: Spatial, name: String) -> void:
	var own: Dictionary = node.get_meta(OWN_META)
	own.name = name
	own.node_name = node.name


# A node holds a matrix, of which a rotation and a scale are one reading among others. The ones that were written count
# for as long as the matrix is theirs to the bit.
static func read_transform(node: Spatial) -> Dictionary:
	var origin := node.transform.origin
	var translation := Values.numbers([origin.x, origin.y, origin.z])
	var written = node.get_meta(OWN_META).transform
	if written != null and _matrix(written).basis == node.transform.basis:
		return {"translation": translation, "rotation": written.rotation, "scale": written.scale}
	var rotation := node.transform.basis.get_rotation_quat()
	var scale := node.transform.basis.get_scale()
	return Values.transform({
		"translation": translation,
		"rotation": [rotation.x, rotation.y, rotation.z, rotation.w],
		"scale": [scale.x, scale.y, scale.z],
	})


static func write_transform(node: Spatial, value: Dictionary) -> void:
	node.transform = _matrix(value)
	node.get_meta(OWN_META).transform = Values.transform(value)


# No rotation and scale give this matrix.
static func is_sheared(node: Spatial) -> bool:
	var told := _matrix(read_transform(node)).basis
	var held := node.transform.basis
	var bound := SHEAR_TOLERANCE * max(held.x.length(), max(held.y.length(), held.z.length()))
	for axis in range(3):
		if (told[axis] - held[axis]).length() > bound:
			return true
	return false


static func write_visibility(node: Spatial, value: Dictionary) -> void:
	node.visible = value.viewport
	node.get_meta(OWN_META).render = value.render


static func read_properties(node: Spatial) -> Dictionary:
	var properties := {}
	for meta in node.get_meta_list():
		if meta.begins_with(PRIVATE):
			continue
		var value = Values.property(node.get_meta(meta))
		if value != null:
			properties[meta.trim_prefix(SHARED_PREFIX)] = value
	return properties


static func write_property(node: Spatial, key: String, value) -> void:
	var meta := SHARED_PREFIX + key if key.begins_with(PRIVATE) or key.begins_with(SHARED_PREFIX) else key
	if value != null:
		node.set_meta(meta, value)
	elif node.has_meta(meta):
		node.remove_meta(meta)


static func _matrix(value: Dictionary) -> Transform:
	var q: Array = value.rotation
	var s: Array = value.scale
	var turned := Basis(Quat(q[0], q[1], q[2], q[3]))
	var t: Array = value.translation
	return Transform(turned.x * s[0], turned.y * s[1], turned.z * s[2], Vector3(t[0], t[1], t[2]))
