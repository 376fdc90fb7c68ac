# What an artist is at, as the engine knows it: which nodes are in their hands, and what keeps the engine from answering.
extends Reference

signal grabbed(nodes, mode)
signal letting_go()
# Kind is `short` where it soon ends, and `parked` where nobody should wait.
signal began(kind, activity)
signal ended()

var is_occupied := false


func grab(nodes: Array, mode: String) -> void:
	emit_signal("grabbed", nodes, mode)


# After the gesture's undo step.
func let_go() -> void:
	emit_signal("letting_go")


func begin(kind: String, activity: String) -> void:
	emit_signal("began", kind, activity)
	is_occupied = true


func end() -> void:
	is_occupied = false
	emit_signal("ended")
