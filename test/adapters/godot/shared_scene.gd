# The shared objects of the open scene: every Spatial below the root that has an id. Read and written facet by facet;
# what is deleted is stashed out of the tree.
extends Reference

const Shared = preload("res://shared_object.gd")
const Values = preload("res://values.gd")

const PROJECT_META = "_vibesync_project"
const PROPERTY_FACET = "property:"

var root: Spatial
# Id to node, parents before children, as `refresh` found them and `put` and `remove` have kept it since.
var _index := {}
var _stash := {}
# Which node an id belongs to: of two with one id, the one that was there first.
var _owners := {}


func _init(scene_root: Spatial) -> void:
	root = scene_root


func ids_kept() -> Dictionary:
	return root.get_meta(PROJECT_META) if root.has_meta(PROJECT_META) else {"project": null, "scene": null}


# The last confirmed revision, for the file.
func keep_revision(revision) -> void:
	if root.has_meta(PROJECT_META):
		var kept := ids_kept().duplicate()
		kept.revision = revision
		root.set_meta(PROJECT_META, kept)


func keep_ids(project: String, scene: String) -> void:
	root.set_meta(PROJECT_META, {"project": project, "scene": scene})


# Every Spatial below the root, parents before children.
func nodes() -> Array:
	var found := []
	var waiting := [root]
	while not waiting.empty():
		for child in waiting.pop_front().get_children():
			if child is Spatial:
				found.append(child)
				waiting.append(child)
	return found


# Gives a node an id of its own.
func adopt(node: Spatial) -> String:
	var id := Values.new_id()
	Shared.mark(node, id)
	return id


# Names are unique in the shared scene, in Godot only among siblings.
func name_apart(newcomers: Array) -> void:
	var taken := {}
	for id in _index:
		if not id in newcomers:
			taken[Shared.read_name(_index[id])] = true
	for id in newcomers:
		var name := Shared.read_name(_index[id])
		var free := name
		var number := 0
		while taken.has(free):
			number += 1
			free = Values.fitting_name(name, ".%03d" % number)
		if free != name:
			Shared.call_it(_index[id], free)
		taken[free] = true


# Ids of objects whose matrix is none that can be shared.
func sheared() -> Dictionary:
	var found := {}
	for id in _index:
		if Shared.is_sheared(_index[id]):
			found[id] = true
	return found


func unmanaged() -> Array:
	var found := []
	for node in nodes():
		if Shared.id_of(node) == null:
			found.append(node)
	return found


# Looks at the tree anew. A copy with the id of another object gets a fresh one.
func refresh() -> void:
	var managed := []
	for node in nodes():
		if Shared.id_of(node) != null:
			managed.append(node)
	var present := {}
	for node in managed:
		present[node.get_instance_id()] = true
	var taken := {}
	for node in managed:
		var id: String = Shared.id_of(node)
		var owner = _owners.get(id)
		var is_first: bool = owner == null or owner == node.get_instance_id() or not present.has(owner)
		if not is_first or taken.has(id):
			var own: Dictionary = node.get_meta(Shared.OWN_META).duplicate(true)
			own.id = Values.new_id()
			own.name = null
			own.node_name = null
			node.set_meta(Shared.OWN_META, own)
			id = own.id
		taken[id] = node
		_owners[id] = node.get_instance_id()
	_index = taken


func ids() -> Array:
	return _index.keys()


func has(id: String) -> bool:
	return _index.has(id)


# Null where there is no such object.
func read(id: String):
	var node: Spatial = _index.get(id)
	if node == null:
		return null
	var above := node.get_parent()
	return Shared.read(node, null if above == root else Shared.id_of(above))


func read_all() -> Dictionary:
	refresh()
	var objects := {}
	for id in _index:
		objects[id] = read(id)
	return objects


# The state of one facet as a frame has it; the value is null where the object is not there.
static func facet_of(object, id: String, facet: String) -> Dictionary:
	var value = null
	if object != null:
		if facet == "existence":
			value = object.duplicate(true)
		elif facet.begins_with(PROPERTY_FACET):
			value = object.properties.get(facet.trim_prefix(PROPERTY_FACET))
		else:
			value = object[facet]
	return {"id": id, "facet": facet, "value": value}


func read_facet(id: String, facet: String) -> Dictionary:
	return facet_of(read(id), id, facet)


# Null when it is written, else why it cannot be.
func write_facet(state: Dictionary):
	var node = _index.get(state.id)
	var is_locked: bool = node != null and node.has_meta(Shared.LOCK_META)
	if state.facet == "existence":
		if state.value != null:
			return put(state.value)
		return "locked_object" if is_locked else remove(state.id)
	if node == null:
		return "no_such_object"
	match state.facet:
		"name":
			Shared.write_name(node, state.value)
		"parent":
			return _move(node, state.value)
		"transform":
			if is_locked:
				return "locked_object"
			Shared.write_transform(node, state.value)
		"visibility":
			Shared.write_visibility(node, state.value)
		_:
			Shared.write_property(node, state.facet.trim_prefix(PROPERTY_FACET), state.value)
	return null


func has_stashed(id: String) -> bool:
	return _stash.has(id)


# Brings an object to this value: the one in the tree, the stashed one, or a new one.
func put(object: Dictionary):
	var node: Spatial = _index.get(object.id)
	if node != null and Shared.kind_of(node) != object.kind:
		remove(object.id)
		_forget(object.id)
		node = null
	if node == null:
		node = _stash.get(object.id)
		_stash.erase(object.id)
	if node == null:
		node = Shared.make(object.kind)
		Shared.mark(node, object.id)
		_owners[object.id] = node.get_instance_id()
	_index[object.id] = node
	var problem = _move(node, object.parent)
	if problem != null:
		_index.erase(object.id)
		return problem
	if Shared.read_name(node) != object.name:
		Shared.write_name(node, object.name)
	if not Values.equal(Shared.read_transform(node), object.transform):
		Shared.write_transform(node, object.transform)
	Shared.write_visibility(node, object.visibility)
	var properties := Shared.read_properties(node)
	for key in properties:
		if not object.properties.has(key):
			Shared.write_property(node, key, null)
	for key in object.properties:
		Shared.write_property(node, key, object.properties[key])
	return null


# Stashes an object. Shared children stay in the scene's root until they are stashed by themselves; what is not shared
# goes with its parent.
func remove(id: String):
	var node = _index.get(id)
	if node == null:
		return "no_such_object"
	for child in node.get_children():
		if child is Spatial and Shared.id_of(child) != null:
			_move(child, null)
	node.get_parent().remove_child(node)
	_index.erase(id)
	_stash[id] = node
	return null


func drop_stashed(ids: Array) -> void:
	for id in ids:
		_forget(id)


func _forget(id: String) -> void:
	if _stash.has(id):
		_stash[id].queue_free()
		_stash.erase(id)
		_owners.erase(id)


# The local transform is a facet of its own and stays as it is.
func _move(node: Spatial, parent):
	var target: Node = root if parent == null else _index.get(parent)
	if target == null:
		return "no_such_parent"
	if target == node or node.is_a_parent_of(target):
		return "parent_cycle"
	if node.get_parent() == target:
		return null
	var name := Shared.read_name(node)
	if node.get_parent() != null:
		node.get_parent().remove_child(node)
	target.add_child(node)
	if node.get_meta(Shared.OWN_META).name != null:
		Shared.write_name(node, name)
	return null
