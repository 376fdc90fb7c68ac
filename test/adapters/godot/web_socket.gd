# A WebSocket client of RFC 6455 in a thread of its own. It answers the protocol's `ping` there, so that a frozen main
# thread is seen as frozen and not as gone. Godot's WebSocketClient is not used: it hides why an upgrade was refused.
extends Reference

const Json = preload("res://json.gd")

const SUBPROTOCOL = "vibesync.v1"
const ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
const HEAD_END = "\r\n\r\n"
const POLL_INTERVAL_USEC = 1000
const READ_BYTES = 65536
const CONNECT_TIMEOUT_MS = 3000
const SILENT_HEARTBEATS = 3
const ABNORMAL_CLOSE = 1006

enum Opcode { CONTINUATION = 0, TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 }

var _thread := Thread.new()
var _mutex := Mutex.new()
var _url: String
var _authorization: String
var _tcp := StreamPeerTCP.new()
var _crypto := Crypto.new()
# Shared with the main thread, under _mutex.
var _events := []
var _outgoing := []
var _dropped := false
var _main_looked_ms := OS.get_ticks_msec()
# Only the thread's.
var _received := PoolByteArray()
var _message := PoolByteArray()
var _heartbeat_ms := 0
var _heard_ms := 0
var _close_code := ABNORMAL_CLOSE
var _close_answered := false


func open(url: String, authorization: String) -> void:
	_url = url
	_authorization = authorization
	_thread.start(self, "_run")


# What happened since the last call, in order: `opened`, `refused` with status and body, `frame` with its value,
# `closed` with its code. Nothing comes after `refused` and `closed`.
func take_events() -> Array:
	_mutex.lock()
	var events := _events
	_events = []
	_main_looked_ms = OS.get_ticks_msec()
	_mutex.unlock()
	return events


# Whether a frame of this type waits for the main thread.
func holds(type: String) -> bool:
	_mutex.lock()
	var is_held := false
	for event in _events:
		if event.event == "frame" and event.frame.type == type:
			is_held = true
	_mutex.unlock()
	return is_held


func send(text: String) -> void:
	_mutex.lock()
	_outgoing.append(text)
	_mutex.unlock()


# Ends the socket without a closing handshake, as a broken network does.
func drop() -> void:
	_mutex.lock()
	_dropped = true
	_mutex.unlock()


func join() -> void:
	if _thread.is_active():
		_thread.wait_to_finish()


func _run(_unused) -> void:
	if _connect_tcp() and _upgrade():
		_tell({"event": "opened"})
		_heard_ms = OS.get_ticks_msec()
		while _step():
			OS.delay_usec(POLL_INTERVAL_USEC)
		_tell({"event": "closed", "code": _close_code})
	_tcp.disconnect_from_host()


func _tell(event: Dictionary) -> void:
	_mutex.lock()
	_events.append(event)
	_mutex.unlock()


func _address() -> Array:
	var rest := _url.trim_prefix("ws://")
	var slash := rest.find("/")
	return [rest.substr(0, slash), rest.substr(slash)]


func _connect_tcp() -> bool:
	var host_and_port: PoolStringArray = _address()[0].split(":")
	if _tcp.connect_to_host(host_and_port[0], int(host_and_port[1])) == OK:
		var deadline := OS.get_ticks_msec() + CONNECT_TIMEOUT_MS
		while _tcp.get_status() == StreamPeerTCP.STATUS_CONNECTING and OS.get_ticks_msec() < deadline:
			OS.delay_usec(POLL_INTERVAL_USEC)
		if _tcp.get_status() == StreamPeerTCP.STATUS_CONNECTED:
			_tcp.set_no_delay(true)
			return true
	_tell({"event": "closed", "code": ABNORMAL_CLOSE})
	return false


func _upgrade() -> bool:
	var address := _address()
	var key := Marshalls.raw_to_base64(_crypto.generate_random_bytes(16))
	var request := PoolStringArray([
		"GET %s HTTP/1.1" % address[1],
		"Host: %s" % address[0],
		"Upgrade: websocket",
		"Connection: Upgrade",
		"Sec-WebSocket-Version: 13",
		"Sec-WebSocket-Key: %s" % key,
		"Sec-WebSocket-Protocol: %s" % SUBPROTOCOL,
		"Authorization: %s" % _authorization,
	]).join("\r\n") + HEAD_END
	_tcp.put_data(request.to_utf8())
	var end := -1
	while end < 0:
		if not _receive():
			_tell({"event": "closed", "code": ABNORMAL_CLOSE})
			return false
		end = _received.get_string_from_ascii().find(HEAD_END)
		OS.delay_usec(POLL_INTERVAL_USEC)
	var head := _received.subarray(0, end - 1).get_string_from_ascii()
	_consume(end + HEAD_END.length())
	var status := int(head.split(" ")[1])
	if status == 101 and head.find(_accept_of(key)) >= 0:
		return true
	while _receive():
		OS.delay_usec(POLL_INTERVAL_USEC)
	_tell({"event": "refused", "status": status, "body": _received.get_string_from_utf8().strip_edges()})
	return false


func _accept_of(key: String) -> String:
	var hashing := HashingContext.new()
	hashing.start(HashingContext.HASH_SHA1)
	hashing.update((key + ACCEPT_GUID).to_utf8())
	return Marshalls.raw_to_base64(hashing.finish())


# False when the other side has closed the socket.
func _receive() -> bool:
	var answer: Array = _tcp.get_partial_data(READ_BYTES)
	if answer[0] != OK:
		return false
	if answer[1].size() > 0:
		_received.append_array(answer[1])
		_heard_ms = OS.get_ticks_msec()
	return true


func _consume(count: int) -> void:
	_received = PoolByteArray() if count >= _received.size() else _received.subarray(count, _received.size() - 1)


func _step() -> bool:
	_mutex.lock()
	var outgoing := _outgoing
	_outgoing = []
	var dropped := _dropped
	_mutex.unlock()
	if dropped:
		return false
	for text in outgoing:
		_put_frame(Opcode.TEXT, text.to_utf8())
	var connected := _receive()
	while _take_frame():
		pass
	if _close_answered:
		return false
	if _heartbeat_ms > 0 and OS.get_ticks_msec() - _heard_ms > SILENT_HEARTBEATS * _heartbeat_ms:
		return false
	return connected


# True when a whole frame was there.
func _take_frame() -> bool:
	if _received.size() < 2:
		return false
	var opcode := _received[0] & 0x0f
	var length := _received[1] & 0x7f
	var start := 2
	var extended := 2 if length == 126 else (8 if length == 127 else 0)
	if extended > 0:
		start += extended
		if _received.size() < start:
			return false
		length = 0
		for index in range(2, start):
			length = (length << 8) | _received[index]
	if _received.size() < start + length:
		return false
	var payload := PoolByteArray() if length == 0 else _received.subarray(start, start + length - 1)
	var final := _received[0] & 0x80 != 0
	_consume(start + length)
	_take_payload(opcode, final, payload)
	return true


func _take_payload(opcode: int, final: bool, payload: PoolByteArray) -> void:
	match opcode:
		Opcode.TEXT, Opcode.CONTINUATION:
			_message.append_array(payload)
			if final:
				var text := _message.get_string_from_utf8()
				_message = PoolByteArray()
				_take_text(text)
		Opcode.CLOSE:
			if payload.size() >= 2:
				_close_code = (payload[0] << 8) | payload[1]
			_put_frame(Opcode.CLOSE, payload)
			_close_answered = true
		Opcode.PING:
			_put_frame(Opcode.PONG, payload)


func _take_text(text: String) -> void:
	var frame: Dictionary = JSON.parse(text).result
	match frame.type:
		"ping":
			_mutex.lock()
			var age := OS.get_ticks_msec() - _main_looked_ms
			_mutex.unlock()
			_put_frame(Opcode.TEXT, Json.write({"type": "pong", "ping": frame.ping, "main_thread_age_ms": age}).to_utf8())
			return
		"welcome":
			_heartbeat_ms = int(frame.heartbeat_ms)
	_tell({"event": "frame", "frame": frame})


func _put_frame(opcode: int, payload: PoolByteArray) -> void:
	var head := PoolByteArray([0x80 | opcode])
	var size := payload.size()
	if size < 126:
		head.append(0x80 | size)
	else:
		var wide := 2 if size < 65536 else 8
		head.append(0x80 | (126 if wide == 2 else 127))
		for index in range(wide):
			head.append((size >> (8 * (wide - 1 - index))) & 0xff)
	var mask := _crypto.generate_random_bytes(4)
	head.append_array(mask)
	for index in range(size):
		payload[index] = payload[index] ^ mask[index & 3]
	head.append_array(payload)
	_tcp.put_data(head)
