# Tells VibeSync of the artist's life beside their edits: what is in their hands, what keeps the engine busy, the file.
extends Reference

const Shared = preload("res://shared_object.gd")

# In code points, of which one is two UTF-16 units at most.
const MODE_LENGTH = 16
const ACTIVITY_LENGTH = 32
const TITLE_LENGTH = 128

# Frames to be sent.
signal said(frame)

# The last number that it had begun to apply.
var last_begun = null
# Ids in the artist's hands.
var in_hands := {}
var _mode := ""
var _file
var _is_greeted := false
# Whether the word of the last save may have been lost with the line.
var _saved_untold := false


func _init(work, file) -> void:
	_file = file
	work.connect("grabbed", self, "_on_grabbed")
	work.connect("began", self, "_on_began")
	work.connect("ended", self, "_on_ended")
	_file.connect("saved", self, "_on_saved")
	_file.connect("marked_unsaved", self, "_on_marked_unsaved")


# For `hello` and `scene`.
func file_open(kept: Dictionary, name_of_unsaved: String) -> Dictionary:
	var told := _name_of_file(name_of_unsaved)
	told.project = kept.project
	told.scene = kept.scene
	told.saved_revision = kept.get("revision")
	told.unsaved = _file.is_unsaved
	return told


# `hello` has gone out.
func greeted(resumed: bool) -> void:
	_is_greeted = true
	# `hello` tells how it is now, and not that it was saved in between.
	if resumed and _saved_untold and _file.is_unsaved:
		_say_saved(false)
		_say_saved(true)
	_saved_untold = false


# VibeSync is there: what was said before has reached it.
func heard() -> void:
	if _is_greeted:
		_saved_untold = false


func lost() -> void:
	_is_greeted = false


# In a new session nothing is known of them.
func say_hands_again() -> void:
	if not in_hands.empty():
		_say_hands()


# After the edit that was made to them has been told.
func let_go() -> void:
	in_hands = {}
	_mode = ""
	_say_hands()


func _on_grabbed(nodes: Array, mode: String) -> void:
	_mode = mode.substr(0, MODE_LENGTH)
	for node in nodes:
		var id = Shared.id_of(node)
		if id != null:
			in_hands[id] = true
	_say_hands()


func _on_began(kind: String, activity: String) -> void:
	_say({"type": "busy", "kind": kind, "activity": activity.substr(0, ACTIVITY_LENGTH), "last_begun": last_begun})


func _on_ended() -> void:
	_say({"type": "ready"})


func _on_saved(under_another_name: bool) -> void:
	_saved_untold = true
	if under_another_name:
		var told := _name_of_file("")
		told.type = "saved_as"
		_say(told)
	else:
		_say_saved(false)


func _on_marked_unsaved() -> void:
	_say_saved(true)


func _name_of_file(name_of_unsaved: String) -> Dictionary:
	if _file.path == "":
		return {"title": name_of_unsaved.substr(0, TITLE_LENGTH)}
	return {"title": _file.path.get_file().substr(0, TITLE_LENGTH), "file": _file.path.sha256_text()}


func _say_saved(unsaved: bool) -> void:
	_say({"type": "saved", "unsaved": unsaved})


func _say_hands() -> void:
	_say({"type": "hands", "objects": in_hands.keys(), "mode": _mode})


func _say(frame: Dictionary) -> void:
	if _is_greeted:
		emit_signal("said", frame)
