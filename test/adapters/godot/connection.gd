# The connection to VibeSync over the sockets that it takes: pairs with a code, keeps the token in memory, comes back
# with it after a wait that grows.
extends Reference

const Json = preload("res://json.gd")
const WebSocket = preload("res://web_socket.gd")

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30000
# Closed with one of these, the token is dead.
const FINAL_CODES = [1000, 4000, 4001, 4002, 4003]
const UNAUTHORIZED = 401

var _socket: WebSocket = null
var _url := ""
var _token = null
var _stays_away := false
# The first frame of the next session that the network loses: `welcome`, `hello` or none.
var _loses := ""
var _wait_ms := FIRST_WAIT_MS
var _next_try_ms = null
var _random := RandomNumberGenerator.new()


func _init() -> void:
	_random.randomize()


func pair(url: String, code: String) -> void:
	_url = url
	_token = null
	_open("VibeSync-Pairing %s" % code)


func send(frame: Dictionary) -> void:
	send_text(Json.write(frame))


func send_text(text: String) -> void:
	_socket.send(text)


# The network breaks, for as long as `stays_away` says so or until the next attempt.
func break_off(stays_away: bool) -> void:
	_stays_away = stays_away
	_socket.drop()


# The network breaks now, and once more before this frame of the next session has arrived.
func lose(type: String) -> void:
	_loses = type
	break_off(false)


func come_back() -> void:
	_stays_away = false
	_resume()


# What the socket tells; to be called once a frame of the main thread.
func take_events() -> Array:
	if _next_try_ms != null and OS.get_ticks_msec() >= _next_try_ms:
		_resume()
	if _socket == null:
		return []
	var events := []
	for event in _socket.take_events():
		if event.event == "frame" and _loses != "":
			if _loses == "hello":
				_take(event)
			_loses = ""
			_socket.drop()
			break
		_take(event)
		events.append(event)
	return events


# Whether a frame of this type has come that nobody has taken yet.
func holds(type: String) -> bool:
	return _socket != null and _socket.holds(type)


func shut_down() -> void:
	if _socket != null:
		_socket.drop()
		_socket.join()


func _take(event: Dictionary) -> void:
	match event.event:
		"opened":
			_wait_ms = FIRST_WAIT_MS
		"refused":
			if event.status == UNAUTHORIZED:
				_token = null
			event.wait_ms = _try_again()
		"closed":
			if event.code in FINAL_CODES:
				_token = null
			event.wait_ms = _try_again()
		"frame":
			if event.frame.type == "welcome":
				_token = event.frame.token


# The old socket is closed before a new one is opened.
func _open(authorization: String) -> void:
	_next_try_ms = null
	shut_down()
	_socket = WebSocket.new()
	_socket.open(_url, authorization)


func _resume() -> void:
	_open("Bearer %s" % _token)


# After how long; null where it does not.
func _try_again():
	if _token == null or _stays_away:
		return null
	var wait_ms := int(_wait_ms * _random.randf_range(0.75, 1.25))
	_next_try_ms = OS.get_ticks_msec() + wait_ms
	_wait_ms = int(min(_wait_ms * 2, LONGEST_WAIT_MS))
	return wait_ms
