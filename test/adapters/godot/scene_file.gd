# The file of the scene, and the engine's mark of what is not saved yet.
extends Reference

# What belongs into the file is to be put into the scene now.
signal saving()
signal saved(under_another_name)
signal marked_unsaved()

# Empty where it was never saved.
var path := ""
var is_unsaved := true
var _root: Node


func _init(root: Node) -> void:
	_root = root


# The engine's error code, 0 where it is saved.
func save(to_path: String) -> int:
	emit_signal("saving")
	_own(_root)
	var packed := PackedScene.new()
	var problem := packed.pack(_root)
	if problem == OK:
		problem = ResourceSaver.save(to_path, packed)
	if problem != OK:
		return problem
	var is_another := path != to_path
	path = to_path
	is_unsaved = false
	emit_signal("saved", is_another)
	return OK


func touch() -> void:
	if not is_unsaved:
		is_unsaved = true
		emit_signal("marked_unsaved")


# Godot saves what has an owner.
func _own(node: Node) -> void:
	for child in node.get_children():
		child.owner = _root
		_own(child)
