# A test's hand in the engine: lines of JSON over a socket. It works on the nodes as an artist does, and knows nothing
# of the adapter's own view of the scene.
extends Reference

const Json = preload("res://json.gd")

const KINDS = {"empty": "Spatial", "mesh": "MeshInstance", "light": "OmniLight", "camera": "Camera"}

var _scene: Spatial
var _history
var _file
var _work
var _adapter
# Nodes in the hand to their transforms before.
var _held := {}
# Until a change waits for it.
var _hangs := false
var _tcp := StreamPeerTCP.new()
var _received := PoolByteArray()


func _init(scene: Spatial, engine: Dictionary, adapter) -> void:
	_scene = scene
	_history = engine.history
	_file = engine.file
	_work = engine.work
	_adapter = adapter
	_adapter.connect("told", self, "_tell")


func reach(address: String) -> void:
	var host_and_port := address.split(":")
	_tcp.connect_to_host(host_and_port[0], int(host_and_port[1]))


func has_let_go() -> bool:
	return _tcp.get_status() in [StreamPeerTCP.STATUS_NONE, StreamPeerTCP.STATUS_ERROR]


func poll() -> void:
	if _tcp.get_status() != StreamPeerTCP.STATUS_CONNECTED:
		return
	if _hangs and _adapter.connection.holds("apply"):
		_hangs = false
		_tell({"event": "waiting"})
	var answer: Array = _tcp.get_partial_data(65536)
	if answer[0] != OK:
		return
	_received.append_array(answer[1])
	var text := _received.get_string_from_utf8()
	var end := text.find_last("\n")
	if end < 0:
		return
	_received = text.substr(end + 1).to_utf8()
	for line in text.substr(0, end).split("\n"):
		_do(JSON.parse(line).result)


func _tell(event: Dictionary) -> void:
	_tcp.put_data((Json.write(event) + "\n").to_utf8())
	if event.event == "sent" and event.frame.type == "compensated":
		# At once, since what comes next may change the scene again.
		_tell_dump()


func _tell_dump() -> void:
	_tell({"event": "dump", "kept": _metas(_scene), "nodes": _dump(_scene)})


func _do(command: Dictionary) -> void:
	match command["do"]:
		"pair":
			_adapter.connection.pair(command.url, command.code)
		"step":
			_change(_history.begin(command.name), command.changes)
			_history.commit(false)
		"script":
			# As a tool script does it: without an undo step.
			_change_unseen(command.changes)
		"grab":
			for path in command.nodes:
				_held[_scene.get_node(path)] = _scene.get_node(path).transform
			_work.grab(_held.keys(), command.mode)
		"drag":
			_change_unseen(command.changes)
		"let_go":
			_let_go(command.name)
		"begin_work":
			_work.begin(command.kind, command.activity)
		"hang":
			# As in the middle of a step of its own: nothing was said of it.
			_work.is_occupied = true
			_hangs = true
		"end_work":
			_hangs = false
			_work.end()
		"save":
			_tell({"event": "saved", "problem": _file.save(command.path)})
		"undo":
			_history.undo()
		"redo":
			_history.redo()
		"break_off":
			_adapter.connection.break_off(command.stays_away)
		"lose":
			_adapter.connection.lose(command.type)
		"come_back":
			_adapter.connection.come_back()
		"send":
			_adapter.connection.send_text(command.text)
		"bye":
			_adapter.say_good_bye()
		"dump":
			_tell_dump()


func _change_unseen(changes: Array) -> void:
	var unseen := UndoRedo.new()
	unseen.create_action("")
	_change(unseen, changes)
	unseen.commit_action()
	unseen.free()


# The whole gesture is one step of the history.
func _let_go(name: String) -> void:
	var step: UndoRedo = _history.begin(name)
	for node in _held:
		step.add_do_property(node, "transform", node.transform)
		step.add_undo_property(node, "transform", _held[node])
	_history.commit(false)
	_held = {}
	_work.let_go()


# Nodes are named by their path below the scene's root.
func _change(step: UndoRedo, changes: Array) -> void:
	for change in changes:
		match change.change:
			"set":
				var node := _scene.get_node(change.node)
				var value = change.value
				if change.key in ["translation", "scale"]:
					value = Vector3(value[0], value[1], value[2])
				step.add_do_property(node, change.key, value)
				step.add_undo_property(node, change.key, node.get(change.key))
			"meta":
				var node := _scene.get_node(change.node)
				step.add_do_method(node, "set_meta", change.key, change.value)
				step.add_undo_method(node, "remove_meta", change.key)
			"shear":
				var node: Spatial = _scene.get_node(change.node)
				var sheared := Transform(Vector3(1, 0, 0), Vector3(0.5, 1, 0), Vector3(0, 0, 1), Vector3(0, 0, 0))
				step.add_do_property(node, "transform", sheared)
				step.add_undo_property(node, "transform", node.transform)
			"turn":
				var node: Spatial = _scene.get_node(change.node)
				step.add_do_method(node, "rotate_object_local", Vector3(0, 1, 0), change.radians)
				step.add_undo_property(node, "transform", node.transform)
			"add":
				var node: Spatial = ClassDB.instance(KINDS[change.kind])
				node.name = change.name
				_adding(step, _scene.get_node(change.under), node)
			"duplicate":
				var node: Node = _scene.get_node(change.node)
				_adding(step, node.get_parent(), node.duplicate())
			"remove":
				var node := _scene.get_node(change.node)
				step.add_do_method(node.get_parent(), "remove_child", node)
				step.add_undo_method(node.get_parent(), "add_child", node)
				step.add_undo_reference(node)


func _adding(step: UndoRedo, parent: Node, node: Node) -> void:
	step.add_do_method(parent, "add_child", node, true)
	step.add_do_reference(node)
	step.add_undo_method(parent, "remove_child", node)


# The engine's own values, to the bit, in its own words.
func _dump(node: Spatial) -> Array:
	var found := []
	for child in node.get_children():
		if not child is Spatial:
			continue
		var basis: Basis = child.transform.basis
		found.append({
			"path": _scene.get_path_to(child),
			"class": child.get_class(),
			"origin": _list(child.transform.origin),
			"basis": [_list(basis.x), _list(basis.y), _list(basis.z)],
			"visible": child.visible,
			"metas": _metas(child),
		})
		found += _dump(child)
	return found


static func _metas(node: Node) -> Dictionary:
	var metas := {}
	for key in node.get_meta_list():
		metas[key] = node.get_meta(key)
	return metas


static func _list(vector: Vector3) -> Array:
	return [vector.x, vector.y, vector.z]
