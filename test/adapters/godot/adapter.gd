# The session with VibeSync: answers every frame that comes from what the engine holds, and reports what people do.
extends Reference

const Comparison = preload("res://comparison.gd")
const Connection = preload("res://connection.gd")
const History = preload("res://history.gd")
const Intents = preload("res://intents.gd")
const Life = preload("res://life.gd")
const Observer = preload("res://observer.gd")
const Scene = preload("res://shared_scene.gd")
const Values = preload("res://values.gd")

const VERSION = "0.1.0"
# In code points, of which one is two UTF-16 units at most.
const STEP_NAME_LENGTH = 64

# Frames as they come and go, and what becomes of the connection.
signal told(event)

var connection := Connection.new()
var _scene: Scene
var _history: History
var _intents: Intents
var _observer: Observer
var _life: Life
var _comparison: Comparison
var _work
var _file
var _live := false
var _applied_through = null
# The last that is confirmed here.
var _revision = null
var _receipt = null
# Edit to what was told of it, until it is decided.
var _edits := {}


func _init(root: Spatial, history: History, file, work) -> void:
	_scene = Scene.new(root)
	_history = history
	_intents = Intents.new(_scene, history)
	_observer = Observer.new(_scene)
	_history.connect("stepped", self, "_on_stepped")
	_file = file
	_file.connect("saving", self, "_on_saving")
	_work = work
	_work.connect("letting_go", self, "_on_letting_go")
	_work.connect("grabbed", self, "_on_grabbed")
	_life = Life.new(work, file)
	_life.connect("said", self, "_send")
	_comparison = Comparison.new(_scene, _observer, _life)


func say_good_bye() -> void:
	_send({"type": "bye"})


# Once a frame of the main thread. What comes while the engine is occupied waits; the socket's thread goes on.
func poll() -> void:
	if _work.is_occupied:
		return
	for event in connection.take_events():
		_take(event)
	if _live:
		_observe()


func _on_stepped(kind: String, name: String, by_adapter: bool) -> void:
	_file.touch()
	if not by_adapter:
		_observer.person_stepped(kind, name.substr(0, STEP_NAME_LENGTH))


func _on_saving() -> void:
	_scene.keep_revision(_revision)


# What was done before is told before.
func _on_grabbed(_nodes: Array, _mode: String) -> void:
	if _live:
		_observe()
	_leave_in_hands(_life.in_hands)


# What was done to it is told first.
func _on_letting_go() -> void:
	_leave_in_hands({})
	if _live:
		_observe()
	_life.let_go()


func _leave_in_hands(ids: Dictionary) -> void:
	_observer.leave_in_hands(ids)
	_intents.leave_in_hands(ids)


func _take(event: Dictionary) -> void:
	emit_signal("told", event)
	if event.event == "frame":
		_life.heard()
		_scene.refresh()
		call("_on_" + event.frame.type, event.frame)
	else:
		_live = false
		_life.lost()


func _send(frame: Dictionary) -> void:
	emit_signal("told", {"event": "sent", "frame": frame})
	connection.send(frame)


func _send_all(frames: Array) -> void:
	for frame in frames:
		_send(frame)


func _on_welcome(frame: Dictionary) -> void:
	_send({
		"type": "hello",
		"adapter": {"name": "vibesync-godot-example", "version": VERSION},
		"engine": {"kind": "godot", "version": Engine.get_version_info().string},
		"scene": _life.file_open(_scene.ids_kept(), _scene.root.name),
		"applied_through": _applied_through,
		"receipt": _receipt,
		"masked": [],
	})
	# What was declared belongs to the session, and this is another one.
	_observer.driven.clear()
	_life.greeted(frame.resumed)


func _on_foreign(_frame: Dictionary) -> void:
	_live = false


func _on_bind(frame: Dictionary) -> void:
	_scene.keep_ids(frame.project, frame.scene)
	_file.touch()


func _on_take_inventory(frame: Dictionary) -> void:
	_live = false
	_declare()
	_life.say_hands_again()
	_send_all(_comparison.inventory(int(frame.request)))


func _on_read_values(frame: Dictionary) -> void:
	_send_all(_comparison.values_of(int(frame.request), frame.ids))


func _on_adopt_unmanaged(frame: Dictionary) -> void:
	_file.touch()
	_send_all(_comparison.adopt_unmanaged(int(frame.request)))


# While live it sets single objects back, and `live` is not told again.
func _on_patch(frame: Dictionary) -> void:
	_file.touch()
	_send(_comparison.patch(int(frame.request), frame.objects, frame.removed))


func _on_audit(frame: Dictionary) -> void:
	# Then nothing is left that is not told yet, but for what is in hands.
	_observe()
	_send(_comparison.digests(int(frame.request), frame.ids))


func _on_live(frame: Dictionary) -> void:
	_live = true
	_applied_through = int(frame.revision)
	_revision = int(frame.revision)
	_comparison.in_step()


func _on_apply(frame: Dictionary) -> void:
	# What a person did before it comes first.
	_observe()
	_life.last_begun = int(frame.n)
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
	_revision = int(frame.n)
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
