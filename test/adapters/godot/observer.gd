# What people do in the engine: the scene compared with what was last read and told.
extends Reference

const Scene = preload("res://shared_scene.gd")
const Values = preload("res://values.gd")

const PLAIN_FACETS = ["name", "parent", "visibility"]

var _scene: Scene
# Id to object, as last read and told.
var _told := {}
# Nodes without an id that were there when the scene was compared: not touched until a person wants them shared.
var _left_alone := {}
var _step = null
# Ids of objects whose transform Godot alone can hold.
var driven := {}
# Ids in the artist's hands: what becomes of them is told when the gesture is over.
var _in_hands: Dictionary


func _init(scene: Scene) -> void:
	_scene = scene


func leave_in_hands(ids: Dictionary) -> void:
	_in_hands = ids


func person_stepped(kind: String, name: String) -> void:
	_step = {"kind": kind, "name": name}


# What stands in the scene now has been told, and of what is in hands how it was before; returns it.
func settle() -> Dictionary:
	var now := _scene.read_all()
	_keep_in_hands(now)
	_told = now
	_step = null
	return _told


func settle_objects(ids: Array) -> void:
	_scene.refresh()
	for id in ids:
		if is_untold(id):
			continue
		var object = _scene.read(id)
		if object == null:
			_told.erase(id)
		else:
			_told[id] = object


func settle_facets(states: Array) -> void:
	for state in states:
		if is_untold(state.id):
			continue
		if state.facet == "existence":
			if state.value == null:
				_told.erase(state.id)
			else:
				_told[state.id] = state.value.duplicate(true)
		elif _told.has(state.id):
			_set_told(state)


func _set_told(state: Dictionary) -> void:
	var object: Dictionary = _told[state.id]
	if not state.facet.begins_with(Scene.PROPERTY_FACET):
		object[state.facet] = state.value
		return
	var key: String = state.facet.trim_prefix(Scene.PROPERTY_FACET)
	if state.value == null:
		object.properties.erase(key)
	else:
		object.properties[key] = state.value


# In hands, and known as it was before.
func is_untold(id: String) -> bool:
	return _in_hands.has(id) and _told.has(id)


# As it was last told where it is in hands, else as it is; null where there is no such object.
func read(id: String):
	return _told[id].duplicate(true) if is_untold(id) else _scene.read(id)


func _keep_in_hands(now: Dictionary) -> void:
	for id in _in_hands:
		if now.has(id) and _told.has(id):
			now[id] = _told[id].duplicate(true)


# How many nodes have no id.
func leave_unmanaged_alone() -> int:
	_left_alone.clear()
	for node in _scene.unmanaged():
		_left_alone[node.get_instance_id()] = true
	return _left_alone.size()


# The objects whose transform is driven from now on, or no longer.
func take_declarations() -> Dictionary:
	_scene.refresh()
	var sheared := _scene.sheared()
	var changed := {}
	for id in sheared:
		if not driven.has(id):
			changed[id] = true
	for id in driven:
		if not sheared.has(id) and _scene.has(id):
			changed[id] = false
	driven = sheared
	return changed


# Null where nothing differs; else `undo`, `before`, `operations` and `after`, which count as told from now on.
func take_edit():
	for node in _scene.unmanaged():
		if not _left_alone.has(node.get_instance_id()):
			_scene.adopt(node)
	_scene.refresh()
	var newcomers := []
	for id in _scene.ids():
		if not _told.has(id):
			newcomers.append(id)
	_scene.name_apart(newcomers)
	var now := _scene.read_all()
	_keep_in_hands(now)
	var edit := {"undo": _step, "before": [], "operations": [], "after": []}
	_step = null
	for id in now:
		if not _told.has(id):
			_add(edit, {"op": "create", "object": now[id]}, [[id, "existence"]], now)
	for id in now:
		if _told.has(id):
			_compare(edit, id, now)
	_find_deleted(edit, now)
	if edit.operations.empty():
		return null
	for id in driven:
		if _told.has(id):
			now[id].transform = _told[id].transform
	_told = now.duplicate(true)
	return edit


func _add(edit: Dictionary, operation: Dictionary, touched: Array, now: Dictionary) -> void:
	edit.operations.append(operation)
	for each in touched:
		edit.before.append(Scene.facet_of(_told.get(each[0]), each[0], each[1]))
		edit.after.append(Scene.facet_of(now.get(each[0]), each[0], each[1]))


func _compare(edit: Dictionary, id: String, now: Dictionary) -> void:
	var was: Dictionary = _told[id]
	var is_now: Dictionary = now[id]
	var facets := PLAIN_FACETS.duplicate()
	if not driven.has(id):
		facets.append("transform")
	for key in was.properties:
		facets.append(Scene.PROPERTY_FACET + key)
	for key in is_now.properties:
		if not was.properties.has(key):
			facets.append(Scene.PROPERTY_FACET + key)
	for facet in facets:
		var value = Scene.facet_of(is_now, id, facet).value
		if not Values.equal(Scene.facet_of(was, id, facet).value, value):
			_add(edit, _operation(id, facet, value), [[id, facet]], now)


static func _operation(id: String, facet: String, value) -> Dictionary:
	match facet:
		"name":
			return {"op": "rename", "id": id, "name": value}
		"parent":
			return {"op": "reparent", "id": id, "parent": value}
		"transform":
			return {"op": "set_transform", "id": id, "transform": value}
		"visibility":
			return {"op": "set_visibility", "id": id, "visibility": value}
	return {"op": "set_property", "id": id, "key": facet.trim_prefix(Scene.PROPERTY_FACET), "value": value}


# One deletion for each top of what is gone; a child that was moved out before is not part of it.
func _find_deleted(edit: Dictionary, now: Dictionary) -> void:
	for id in _told:
		if now.has(id):
			continue
		var above = _told[id].parent
		if above != null and not now.has(above):
			continue
		var descendants := _gone_below(id, now)
		var touched := [[id, "existence"]]
		for descendant in descendants:
			touched.append([descendant, "existence"])
		_add(edit, {"op": "delete", "id": id, "descendants": descendants}, touched, now)


func _gone_below(id: String, now: Dictionary) -> Array:
	var below := []
	for other in _told:
		if _told[other].parent == id and not now.has(other):
			below.append(other)
			below += _gone_below(other, now)
	return below
