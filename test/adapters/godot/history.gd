# The editor's undo history with a word for what happened. What VibeSync applies is a step here, too.
extends Reference

# Kind is step, undo or redo.
signal stepped(kind, name, by_adapter)

var _steps := UndoRedo.new()
var _redoable := []


func begin(name: String) -> UndoRedo:
	_steps.create_action(name)
	return _steps


func commit(by_adapter: bool) -> void:
	_redoable.clear()
	_steps.commit_action()
	emit_signal("stepped", "step", _steps.get_current_action_name(), by_adapter)


func undo() -> void:
	var name := _steps.get_current_action_name()
	if _steps.undo():
		_redoable.append(name)
		emit_signal("stepped", "undo", name, false)


func redo() -> void:
	if _steps.redo():
		emit_signal("stepped", "redo", _redoable.pop_back(), false)


func release() -> void:
	_steps.free()
