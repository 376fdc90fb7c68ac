# The frames that answer what VibeSync asks of the scene, and what it sets there without a number.
extends Reference

const Life = preload("res://life.gd")
const Observer = preload("res://observer.gd")
const Scene = preload("res://shared_scene.gd")
const Values = preload("res://values.gd")

const INVENTORY_PART = 2000
const VALUES_PART = 500

var _scene: Scene
var _observer: Observer
var _life: Life
var _deleted_by_patch := []


func _init(scene: Scene, observer: Observer, life: Life) -> void:
	_scene = scene
	_observer = observer
	_life = life


func inventory(request: int) -> Array:
	var unmanaged := _observer.leave_unmanaged_alone()
	var objects := _observer.settle()
	var pairs := []
	for id in objects:
		pairs.append([id, _digest(objects[id])])
	var frames := []
	for part in _parts(pairs, INVENTORY_PART):
		frames.append({
			"type": "inventory",
			"request": request,
			"last": part.last,
			"objects": part.items,
			"unmanaged": unmanaged,
		})
	return frames


# In the order of the scene, which has parents before children.
func values_of(request: int, ids: Array) -> Array:
	var wanted := {}
	for id in ids:
		wanted[id] = true
	var objects := []
	for id in _scene.ids():
		if wanted.erase(id):
			objects.append(_observer.read(id))
	_observer.settle_objects(ids)
	return _values(request, objects, wanted.keys())


func adopt_unmanaged(request: int) -> Array:
	var ids := []
	for node in _scene.unmanaged():
		ids.append(_scene.adopt(node))
	_scene.refresh()
	_scene.name_apart(ids)
	var objects := []
	for id in ids:
		objects.append(_scene.read(id))
	_observer.settle_objects(ids)
	return _values(request, objects, [])


# What is in hands is left as it is, and told by the digest that it has.
func patch(request: int, objects: Array, removed: Array) -> Dictionary:
	var ids := []
	for object in objects:
		ids.append(object.id)
		if not _life.in_hands.has(object.id):
			_scene.put(object)
	for id in removed:
		ids.append(id)
		if _life.in_hands.has(id):
			continue
		if _scene.has(id):
			_scene.remove(id)
		_deleted_by_patch.append(id)
	_observer.settle_objects(ids)
	return {"type": "patched", "request": request, "states": _digests(ids)}


# Of what is in hands there is an edit that is not told yet.
func digests(request: int, ids: Array) -> Dictionary:
	var told := []
	for id in ids:
		if not _observer.is_untold(id):
			told.append(id)
	return {"type": "digests", "request": request, "states": _digests(told)}


# What a `patch` deleted may go now.
func in_step() -> void:
	_scene.drop_stashed(_deleted_by_patch)
	_deleted_by_patch.clear()


static func _values(request: int, objects: Array, missing: Array) -> Array:
	var frames := []
	for part in _parts(objects, VALUES_PART):
		frames.append({
			"type": "values",
			"request": request,
			"last": part.last,
			"objects": part.items,
			"missing": missing if part.last else [],
		})
	return frames


# At least one part, also of nothing.
static func _parts(items: Array, most: int) -> Array:
	var parts := []
	for start in range(0, max(items.size(), 1), most):
		var is_last := start + most >= items.size()
		parts.append({"last": is_last, "items": [] if items.empty() else items.slice(start, start + most - 1)})
	return parts


func _digests(ids: Array) -> Array:
	var states := []
	for id in ids:
		var object = _scene.read(id)
		states.append([id, null if object == null else _digest(object)])
	return states


func _digest(object: Dictionary) -> String:
	return Values.digest(object, _observer.driven.has(object.id))
