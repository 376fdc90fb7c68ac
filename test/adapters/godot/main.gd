# Runs the adapter over an empty scene, with a test's hand on the mouse: VIBESYNC_HAND names its address.
extends SceneTree

const Adapter = preload("res://adapter.gd")
const Hand = preload("res://hand.gd")
const History = preload("res://history.gd")
const SceneFile = preload("res://scene_file.gd")
const Work = preload("res://work.gd")

const FRAMES_PER_SECOND = 120

var _history := History.new()
var _adapter: Adapter
var _hand: Hand


func _init() -> void:
	Engine.target_fps = FRAMES_PER_SECOND
	var scene := Spatial.new()
	scene.name = "street"
	get_root().add_child(scene)
	var file := SceneFile.new(scene)
	var work := Work.new()
	_adapter = Adapter.new(scene, _history, file, work)
	_hand = Hand.new(scene, {"history": _history, "file": file, "work": work}, _adapter)
	_hand.reach(OS.get_environment("VIBESYNC_HAND"))


func _idle(_seconds: float) -> bool:
	_hand.poll()
	_adapter.poll()
	if _hand.has_let_go():
		quit()
	return false


func _finalize() -> void:
	_adapter.connection.shut_down()
	_history.release()
