# Canonical values, an object's bytes and its digest.
extends Reference

const ENCODING_VERSION = 1
const KINDS = ["empty", "mesh", "light", "camera"]
const LENGTH_TOLERANCE = 1e-6
const NAME_BYTES = 63
const PROPERTY_TEXT_BYTES = 1024
const DIGEST_BYTES = 16
const LEFT_OUT = 255

enum Tag { FALSE, TRUE, NUMBER, TEXT, LIST }


static func f32(number: float) -> float:
	var buffer := StreamPeerBuffer.new()
	buffer.put_float(number)
	buffer.seek(0)
	var rounded := buffer.get_float()
	return 0.0 if rounded == 0.0 else rounded


static func numbers(list: Array) -> Array:
	var rounded := []
	for number in list:
		rounded.append(f32(number))
	return rounded


static func quaternion(raw: Array) -> Array:
	var q := numbers(raw)
	var squared := 0.0
	for part in q:
		squared += part * part
	if abs(squared - 1.0) > LENGTH_TOLERANCE:
		var length := sqrt(squared)
		for index in range(4):
			q[index] = f32(q[index] / length)
	var sign_of: float = q[3]
	for part in q:
		if sign_of == 0.0:
			sign_of = part
	if sign_of < 0.0:
		for index in range(4):
			q[index] = f32(-q[index])
	return q


static func transform(raw: Dictionary) -> Dictionary:
	return {
		"translation": numbers(raw.translation),
		"rotation": quaternion(raw.rotation),
		"scale": numbers(raw.scale),
	}


# The same value for what the engine, a frame or an artist's script gives; null for what a property cannot hold.
static func property(raw):
	match typeof(raw):
		TYPE_BOOL:
			return raw
		TYPE_INT, TYPE_REAL:
			return f32(raw)
		TYPE_STRING:
			return raw if raw.to_utf8().size() <= PROPERTY_TEXT_BYTES else null
		TYPE_VECTOR2:
			return [raw.x, raw.y]
		TYPE_VECTOR3:
			return [raw.x, raw.y, raw.z]
		TYPE_ARRAY, TYPE_REAL_ARRAY:
			if raw.size() < 2 or raw.size() > 16:
				return null
			for item in raw:
				if not typeof(item) in [TYPE_INT, TYPE_REAL]:
					return null
			return numbers(Array(raw))
	return null


# The longest beginning of a text that the protocol takes for a name, with this end.
static func fitting_name(text: String, end := "") -> String:
	while (text + end).to_utf8().size() > NAME_BYTES:
		text = text.substr(0, text.length() - 1)
	return text + end


static func equal(left, right) -> bool:
	if typeof(left) != typeof(right):
		return false
	match typeof(left):
		TYPE_DICTIONARY:
			if left.size() != right.size():
				return false
			for key in left:
				if not right.has(key) or not equal(left[key], right[key]):
					return false
			return true
		TYPE_ARRAY:
			if left.size() != right.size():
				return false
			for index in range(left.size()):
				if not equal(left[index], right[index]):
					return false
			return true
	return left == right


static func encode(object: Dictionary, transform_is_driven: bool) -> PoolByteArray:
	var bytes := StreamPeerBuffer.new()
	bytes.put_u8(ENCODING_VERSION)
	_put_id(bytes, object.id)
	bytes.put_u8(KINDS.find(object.kind))
	_put_text(bytes, object.name)
	bytes.put_u8(0 if object.parent == null else 1)
	if object.parent != null:
		_put_id(bytes, object.parent)
	if transform_is_driven:
		bytes.put_u8(LEFT_OUT)
	else:
		for part in ["translation", "rotation", "scale"]:
			for number in object.transform[part]:
				bytes.put_float(number)
	bytes.put_u8((1 if object.visibility.viewport else 0) + (2 if object.visibility.render else 0))
	var keys := _sorted_by_bytes(object.properties.keys())
	bytes.put_u32(keys.size())
	for key in keys:
		_put_text(bytes, key)
		_put_property(bytes, object.properties[key])
	return bytes.data_array


static func digest(object: Dictionary, transform_is_driven := false) -> String:
	var hashing := HashingContext.new()
	hashing.start(HashingContext.HASH_SHA256)
	hashing.update(encode(object, transform_is_driven))
	return hashing.finish().subarray(0, DIGEST_BYTES - 1).hex_encode()


static func new_id() -> String:
	var bytes := Crypto.new().generate_random_bytes(16)
	bytes[6] = (bytes[6] & 0x0f) | 0x40
	bytes[8] = (bytes[8] & 0x3f) | 0x80
	var hex := bytes.hex_encode()
	return PoolStringArray([hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4), hex.substr(20)]).join("-")


static func _put_id(bytes: StreamPeerBuffer, id: String) -> void:
	var hex := id.replace("-", "")
	for index in range(0, hex.length(), 2):
		bytes.put_u8(("0x" + hex.substr(index, 2)).hex_to_int())


static func _put_text(bytes: StreamPeerBuffer, text: String) -> void:
	var utf8 := text.to_utf8()
	bytes.put_u32(utf8.size())
	bytes.put_data(utf8)


static func _put_property(bytes: StreamPeerBuffer, value) -> void:
	match typeof(value):
		TYPE_BOOL:
			bytes.put_u8(Tag.TRUE if value else Tag.FALSE)
		TYPE_REAL:
			bytes.put_u8(Tag.NUMBER)
			bytes.put_float(value)
		TYPE_STRING:
			bytes.put_u8(Tag.TEXT)
			_put_text(bytes, value)
		TYPE_ARRAY:
			bytes.put_u8(Tag.LIST)
			bytes.put_u32(value.size())
			for number in value:
				bytes.put_float(number)


# Hex digits sort as the bytes do; Godot's texts sort by code point, which UTF-8 keeps, but its sort is not promised to.
static func _sorted_by_bytes(keys: Array) -> Array:
	var by_hex := {}
	for key in keys:
		by_hex[key.to_utf8().hex_encode()] = key
	var order := by_hex.keys()
	order.sort()
	var sorted := []
	for hex in order:
		sorted.append(by_hex[hex])
	return sorted
