# The session with VibeSync: answers every frame that comes from what the engine holds, and reports what people do.
extends Reference

const Connection = preload("res://connection.gd")
const History = preload("res://history.gd")
const Intents = preload("res://intents.gd")
const Observer = preload("res://observer.gd")
const Scene = preload("res://shared_scene.gd")
const Values = preload("res://values.gd")

const VERSION = "0.1.0"
const INVENTORY_PART = 2000
const VALUES_PART = 500

# Frames as they come and go, and what becomes of the connection.
signal told(event)

var connection := Connection.new()
var _scene: Scene
var _history: History
var _intents: Intents
var _observer: Observer
var _live := false
var _applied_through = null
var _receipt = null
var _deleted_by_patch := []
# Edit to what was told of it, until it is decided.
var _edits := {}


func _init(root: Spatial, history: History) -> void:
	_scene = Scene.new(root)
	_history = history
	_intents = Intents.new(_scene, history)
	_observer = Observer.new(_scene)
	_history.connect("stepped", self, "_on_stepped")


func say_good_bye() -> void:
	_send({"type": "bye"})


# Once a frame of the main thread.
func poll() -> void:
	for event in connection.take_events():
		_take(event)
	if _live:
		_observe()


func _on_stepped(kind: String, name: String, by_adapter: bool) -> void:
	if not by_adapter:
		_observer.person_stepped(kind, name)


func _take(event: Dictionary) -> void:
	emit_signal("told", event)
	if event.event == "frame":
		_scene.refresh()
		call("_on_" + event.frame.type, event.frame)
	else:
		_live = false


func _send(frame: Dictionary) -> void:
	emit_signal("told", {"event": "sent", "frame": frame})
	connection.send(frame)


func _on_welcome(_frame: Dictionary) -> void:
	var kept := _scene.ids_kept()
	_send({
		"type": "hello",
		"adapter": {"name": "vibesync-godot-example", "version": VERSION},
		"engine": {"kind": "godot", "version": Engine.get_version_info().string},
		"scene": {
			"project": kept.project,
			"scene": kept.scene,
			"saved_revision": null,
			"title": _scene.root.name,
			"unsaved": true,
		},
		"applied_through": _applied_through,
		"receipt": _receipt,
		"masked": [],
	})
	# What was declared belongs to the session, and this is another one.
	_observer.driven.clear()


func _on_foreign(_frame: Dictionary) -> void:
	_live = false


func _on_bind(frame: Dictionary) -> void:
	_scene.keep_ids(frame.project, frame.scene)


func _on_take_inventory(frame: Dictionary) -> void:
	_live = false
	_declare()
	var unmanaged := _observer.leave_unmanaged_alone()
	var objects := _observer.settle()
	var pairs := []
	for id in objects:
		pairs.append([id, _digest(objects[id])])
	for part in _parts(pairs, INVENTORY_PART):
		_send({
			"type": "inventory",
			"request": int(frame.request),
			"last": part.last,
			"objects": part.items,
			"unmanaged": unmanaged,
		})


func _on_read_values(frame: Dictionary) -> void:
	var wanted := {}
	for id in frame.ids:
		wanted[id] = true
	var objects := []
	for id in _scene.ids():
		if wanted.erase(id):
			objects.append(_scene.read(id))
	_observer.settle_objects(frame.ids)
	_send_values(frame.request, objects, wanted.keys())


func _on_adopt_unmanaged(frame: Dictionary) -> void:
	var ids := []
	for node in _scene.unmanaged():
		ids.append(_scene.adopt(node))
	_scene.refresh()
	_scene.name_apart(ids)
	var objects := []
	for id in ids:
		objects.append(_scene.read(id))
	_observer.settle_objects(ids)
	_send_values(frame.request, objects, [])


func _send_values(request: float, objects: Array, missing: Array) -> void:
	for part in _parts(objects, VALUES_PART):
		_send({
			"type": "values",
			"request": int(request),
			"last": part.last,
			"objects": part.items,
			"missing": missing if part.last else [],
		})


# At least one part, also of nothing.
static func _parts(items: Array, most: int) -> Array:
	var parts := []
	for start in range(0, max(items.size(), 1), most):
		var is_last := start + most >= items.size()
		parts.append({"last": is_last, "items": [] if items.empty() else items.slice(start, start + most - 1)})
	return parts


# While live it sets single objects back, and `live` is not told again.
func _on_patch(frame: Dictionary) -> void:
	var ids := []
	for object in frame.objects:
		_scene.put(object)
		ids.append(object.id)
	for id in frame.removed:
		if _scene.has(id):
			_scene.remove(id)
		_deleted_by_patch.append(id)
		ids.append(id)
	_observer.settle_objects(ids)
	_send({"type": "patched", "request": int(frame.request), "states": _digests(ids)})


func _on_audit(frame: Dictionary) -> void:
	# Then nothing is left that is not told yet.
	_observe()
	_send({"type": "digests", "request": int(frame.request), "states": _digests(frame.ids)})


func _digests(ids: Array) -> Array:
	var states := []
	for id in ids:
		var object = _scene.read(id)
		states.append([id, null if object == null else _digest(object)])
	return states


func _on_live(frame: Dictionary) -> void:
	_live = true
	_applied_through = int(frame.revision)
	_scene.drop_stashed(_deleted_by_patch)
	_deleted_by_patch.clear()


func _on_apply(frame: Dictionary) -> void:
	# What a person did before it comes first.
	_observe()
	var result := _intents.apply(int(frame.n), frame.label, frame.operations)
	if result.has("code"):
		_send({"type": "failed", "n": int(frame.n), "code": result.code, "message": result.message})
		return
	_applied_through = int(frame.n)
	_observer.settle_facets(result.states)
	_send({"type": "applied", "n": int(frame.n), "states": result.states})


func _on_adopt(frame: Dictionary) -> void:
	var states := []
	for each in frame.facets:
		states.append(_scene.read_facet(each.id, each.facet))
	for told_state in _edits.get(frame.edit, []):
		if not Values.equal(_scene.read_facet(told_state.id, told_state.facet), told_state):
			_send({"type": "failed", "n": int(frame.n), "code": "moved_on", "message": "It was edited again."})
			return
	_applied_through = int(frame.n)
	_send({"type": "applied", "n": int(frame.n), "states": states})


func _on_confirm(frame: Dictionary) -> void:
	_receipt = frame.receipt
	_receipt.n = int(_receipt.n)
	_intents.confirm(int(frame.n))


func _on_compensate(frame: Dictionary) -> void:
	var outcomes := _intents.compensate(int(frame.n), frame.entries)
	var touched := []
	for entry in frame.entries:
		touched.append(_scene.read_facet(entry.id, entry.facet))
	_observer.settle_facets(touched)
	_send({"type": "compensated", "n": int(frame.n), "outcomes": outcomes})


func _on_decided(frame: Dictionary) -> void:
	# `waiting` and `collected` are not the last word: `adopt` may still come.
	if not frame.outcome in ["waiting", "collected"]:
		_edits.erase(frame.edit)


func _on_hold(frame: Dictionary) -> void:
	_send({"type": "held", "halt": int(frame.halt)})


func _on_release(_frame: Dictionary) -> void:
	pass


func _on_note(frame: Dictionary) -> void:
	print("VibeSync: ", frame.message)


func _on_revoked(frame: Dictionary) -> void:
	_live = false
	printerr("VibeSync ended the session: ", frame.code, ": ", frame.message)


func _digest(object: Dictionary) -> String:
	return Values.digest(object, _observer.driven.has(object.id))


func _declare() -> void:
	var objects := []
	var changed := _observer.take_declarations()
	for id in changed:
		objects.append({"id": id, "driven": ["transform"] if changed[id] else [], "bounded": false})
		if changed[id]:
			print("VibeSync: the shear of ", _scene.read(id).name, " cannot be shared; its transform stays Godot's own.")
	if not objects.empty():
		_send({"type": "declare", "objects": objects})


func _observe() -> void:
	_declare()
	var edit = _observer.take_edit()
	if edit == null:
		return
	var id := Values.new_id()
	_edits[id] = edit.after
	_send({
		"type": "observed",
		"edit": id,
		"applied_through": _applied_through,
		"undo": edit.undo,
		"before": edit.before,
		"operations": edit.operations,
	})
