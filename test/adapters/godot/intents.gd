# Applies numbered changes all or nothing, each as one undo step, and takes them back by compare-and-set.
extends Reference

const Scene = preload("res://shared_scene.gd")
const Values = preload("res://values.gd")

var _scene: Scene
var _history
# Number to the facets' states before and after, until it is confirmed or taken back.
var _applied := {}
# Ids in the artist's hands, which nothing is written to.
var _in_hands: Dictionary


func _init(scene: Scene, history) -> void:
	_scene = scene
	_history = history


func leave_in_hands(ids: Dictionary) -> void:
	_in_hands = ids


# `states` as the engine then has them, or `code` and `message` with nothing of it left in the engine.
func apply(n: int, label: String, operations: Array) -> Dictionary:
	if _applied.has(n):
		var known: Dictionary = _applied[n]
		if _holds(known.after):
			return {"states": known.after}
		if not _holds(known.before):
			return {"code": "mixed", "message": "Some of it is as before and some of it is as after."}
	for operation in operations:
		for state in _states_written(operation):
			if _in_hands.has(state.id):
				return {"code": "in_hands", "message": "%s is in the artist's hands." % state.id}
	var before := []
	for operation in operations:
		for state in _states_written(operation):
			var previous := _scene.read_facet(state.id, state.facet)
			var problem = _scene.write_facet(state)
			if problem != null:
				_write_back(before)
				return {"code": problem, "message": "%s of %s: %s" % [operation.op, state.id, problem]}
			before.append(previous)
	var after := _read_back(before)
	_applied[n] = {"before": before, "after": after}
	var step: UndoRedo = _history.begin(label)
	step.add_do_method(self, "_write", after)
	step.add_undo_method(self, "_write_back", before)
	_history.commit(true)
	return {"states": after}


func confirm(n: int) -> void:
	if not _applied.has(n):
		return
	var deleted := []
	for state in _applied[n].after:
		if state.facet == "existence" and state.value == null:
			deleted.append(state.id)
	_scene.drop_stashed(deleted)
	_applied.erase(n)


# One outcome an entry.
func compensate(n: int, entries: Array) -> Array:
	var outcomes := []
	for entry in entries:
		outcomes.append({"id": entry.id, "facet": entry.facet, "outcome": _take_back(entry)})
	_applied.erase(n)
	return outcomes


func _take_back(entry: Dictionary) -> String:
	if _in_hands.has(entry.id):
		return "diverged"
	var held := _scene.read_facet(entry.id, entry.facet)
	if Values.equal(held, entry.restore):
		return "already"
	if not Values.equal(held, entry.expected):
		return "diverged"
	var restores: bool = entry.facet == "existence" and entry.restore.value != null
	var is_kept := _scene.has_stashed(entry.id)
	if _scene.write_facet(entry.restore) != null or (restores and not is_kept):
		return "diverged"
	return "restored"


# In the order in which they are to be written.
func _states_written(operation: Dictionary) -> Array:
	match operation.op:
		"create":
			return [{"id": operation.object.id, "facet": "existence", "value": operation.object}]
		"delete":
			var states := []
			for id in operation.descendants:
				states.push_front({"id": id, "facet": "existence", "value": null})
			states.append({"id": operation.id, "facet": "existence", "value": null})
			return states
		"rename":
			return [{"id": operation.id, "facet": "name", "value": operation.name}]
		"reparent":
			return [{"id": operation.id, "facet": "parent", "value": operation.parent}]
		"set_transform":
			return [{"id": operation.id, "facet": "transform", "value": operation.transform}]
		"set_visibility":
			return [{"id": operation.id, "facet": "visibility", "value": operation.visibility}]
	return [{"id": operation.id, "facet": Scene.PROPERTY_FACET + operation.key, "value": operation.value}]


# Each facet once; what was made or deleted is named by its existence alone.
func _read_back(written: Array) -> Array:
	var whole := {}
	for state in written:
		if state.facet == "existence":
			whole[state.id] = true
	var states := []
	var seen := {}
	for state in written:
		var key: String = state.id + state.facet
		var is_within: bool = state.facet != "existence" and whole.has(state.id)
		if not seen.has(key) and not is_within:
			states.append(_scene.read_facet(state.id, state.facet))
		seen[key] = true
	return states


func _holds(states: Array) -> bool:
	for state in states:
		if not Values.equal(_scene.read_facet(state.id, state.facet), state):
			return false
	return true


func _write(states: Array) -> void:
	for state in states:
		_scene.write_facet(state)


func _write_back(states: Array) -> void:
	for index in range(states.size() - 1, -1, -1):
		_scene.write_facet(states[index])
