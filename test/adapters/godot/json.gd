# Writes JSON. Godot's own writer keeps six digits of a number and leaves control characters in texts as they are.
extends Reference

const F32_MANTISSA_BITS = 23
const F32_BIAS = 150
const LIMB = 10000000
const LIMB_DIGITS = 7
const EXACT_BELOW = 9007199254740992.0
# More than the 17 that name one 64-bit float, and less than the 64 characters that the protocol takes.
const MOST_DIGITS = 40


static func write(value) -> String:
	match typeof(value):
		TYPE_NIL:
			return "null"
		TYPE_BOOL:
			return "true" if value else "false"
		TYPE_INT:
			return str(value)
		TYPE_REAL:
			return write_number(value)
		TYPE_DICTIONARY:
			var members := PoolStringArray()
			for key in value:
				members.append(write_text(key) + ":" + write(value[key]))
			return "{" + members.join(",") + "}"
		TYPE_ARRAY:
			var items := PoolStringArray()
			for item in value:
				items.append(write(item))
			return "[" + items.join(",") + "]"
	return write_text(str(value))


static func write_text(text: String) -> String:
	var escaped := text.replace("\\", "\\\\").replace("\"", "\\\"")
	for code in range(1, 32):
		var character := char(code)
		if escaped.find(character) >= 0:
			escaped = escaped.replace(character, "\\u%04x" % code)
	return "\"" + escaped + "\""


# Every digit of the 32-bit float that is nearest, up to MOST_DIGITS.
static func write_number(number: float) -> String:
	if number == floor(number) and abs(number) < EXACT_BELOW:
		return str(int(number))
	var buffer := StreamPeerBuffer.new()
	buffer.put_float(number)
	buffer.seek(0)
	var bits := buffer.get_u32()
	var exponent := (bits >> F32_MANTISSA_BITS) & 0xff
	var mantissa := bits & ((1 << F32_MANTISSA_BITS) - 1)
	if exponent == 0:
		exponent = 1
	else:
		mantissa |= 1 << F32_MANTISSA_BITS
	var twos := exponent - F32_BIAS
	# m / 2^k is m * 5^k / 10^k.
	var digits := _product(mantissa, 2 if twos > 0 else 5, int(abs(twos)))
	var power := digits.length() - 1 + int(min(twos, 0))
	digits = digits.substr(0, MOST_DIGITS)
	return "%s%s.%se%d" % ["-" if bits >> 31 else "", digits[0], digits.substr(1) + "0", power]


static func _product(factor: int, base: int, times: int) -> String:
	var limbs := [factor % LIMB, factor / LIMB]
	for _time in range(times):
		var carry := 0
		for index in range(limbs.size()):
			var limb: int = limbs[index] * base + carry
			limbs[index] = limb % LIMB
			carry = limb / LIMB
		if carry > 0:
			limbs.append(carry)
	var digits := ""
	for limb in limbs:
		digits = str(limb).pad_zeros(LIMB_DIGITS) + digits
	return digits.lstrip("0")
