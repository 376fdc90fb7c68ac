# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the fields of Blender's own structs lie in memory. Every .blend file carries that table (its `DNA1` block) for the
very Blender that wrote it, so that it need not be known by version. No Blender here: bytes in, offsets out."""
import re
import struct

_POINTER_BYTES = 8
_HEADER_BYTES = 12
_BLOCK = struct.Struct('<4siQii')
_COUNT = re.compile(r'\[(\d+)\]')
_NAME = re.compile(r'\w+')


class Unreadable(ValueError):
    """Not a file of a Blender whose layout is understood here."""


class StructLayout:
    """The structs that an uncompressed, little-endian, 64-bit .blend file describes. Raises Unreadable."""

    def __init__(self, blend):
        # "BLENDER", the size of a pointer (“-” is 8 bytes), the order of bytes (“v” is little-endian), the version.
        if blend[:9] != b'BLENDER-v':
            raise Unreadable('its head is %r' % blend[:_HEADER_BYTES])
        try:
            self._parse(_block(blend, b'DNA1'))
        except (struct.error, IndexError, UnicodeDecodeError, ValueError) as error:
            raise Unreadable(str(error)) from None

    def offset(self, name, field):
        """Bytes from the start of the struct `name` to its `field`. Raises Unreadable where there is no such field."""
        at = 0
        for kind, declared in self._structs.get(name, ()):
            if _NAME.search(declared).group() == field:
                return at
            at += self._size(kind, declared)
        raise Unreadable('there is no %s.%s' % (name, field))

    def _size(self, kind, declared):
        size = _POINTER_BYTES if declared[0] in '*(' else self._sizes[kind]
        for count in _COUNT.findall(declared):
            size *= int(count)
        return size

    def _parse(self, table):
        reader = _Reader(table)
        reader.expect(b'SDNA')
        names = reader.strings(b'NAME')
        kinds = reader.strings(b'TYPE')
        reader.expect(b'TLEN')
        self._sizes = dict(zip(kinds, reader.shorts(len(kinds))))
        reader.align()
        reader.expect(b'STRC')
        self._structs = {}
        for _ in range(reader.count()):
            kind, fields = reader.shorts(2)
            pairs = reader.shorts(2 * fields)
            self._structs[kinds[kind]] = [(kinds[each], names[name]) for each, name in zip(pairs[::2], pairs[1::2])]


def _block(blend, wanted):
    at = _HEADER_BYTES
    while at + _BLOCK.size <= len(blend):
        code, size, _address, _struct, _count = _BLOCK.unpack_from(blend, at)
        at += _BLOCK.size
        if code == wanted:
            return blend[at : at + size]
        if size < 0:
            break
        at += size
    raise Unreadable('it has no block %s' % wanted.decode())


class _Reader:
    def __init__(self, table):
        self._table = table
        self._at = 0

    def expect(self, code):
        found = self._table[self._at : self._at + 4]
        if found != code:
            raise Unreadable('%r where %r should be' % (found, code))
        self._at += 4

    def count(self):
        return self._take(struct.Struct('<i'))[0]

    def shorts(self, count):
        return self._take(struct.Struct('<%dh' % count))

    def strings(self, code):
        self.expect(code)
        found = []
        for _ in range(self.count()):
            end = self._table.index(b'\0', self._at)
            found.append(self._table[self._at : end].decode('ascii'))
            self._at = end + 1
        self.align()
        return found

    def align(self):
        self._at = (self._at + 3) & ~3

    def _take(self, form):
        values = form.unpack_from(self._table, self._at)
        self._at += form.size
        return values
