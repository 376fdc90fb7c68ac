# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a field lies, by the table that a .blend file carries; and that nothing is made up where a file is not understood."""
import struct
import unittest

import support  # noqa: F401
from vibesync.core.struct_layout import StructLayout, Unreadable

KINDS = {'char': 1, 'short': 2, 'int': 4, 'List': 16, 'Window': 0}
FIELDS = (
    ('Window', '*next'),
    ('char', 'name[64]'),
    ('short', 'grid[2][3]'),
    ('int', '(*call)()'),
    ('char', '_pad[4]'),
    ('List', 'handlers'),
    ('int', 'last'),
)


def strings(code, values):
    packed = code + struct.pack('<i', len(values)) + b''.join(each.encode() + b'\0' for each in values)
    return packed + b'\0' * (-len(packed) % 4)


def table():
    kinds, names = list(KINDS), [name for _kind, name in FIELDS]
    sizes = b'TLEN' + struct.pack('<%dh' % len(kinds), *KINDS.values())
    fields = [number for kind, name in FIELDS for number in (kinds.index(kind), names.index(name))]
    return b''.join(
        (
            b'SDNA',
            strings(b'NAME', names),
            strings(b'TYPE', kinds),
            sizes + b'\0' * (-len(sizes) % 4),
            b'STRC' + struct.pack('<ihh', 1, kinds.index('Window'), len(FIELDS)),
            struct.pack('<%dh' % len(fields), *fields),
        )
    )


def block(code, content):
    return struct.pack('<4siQii', code, len(content), 0, 0, 1) + content


def blend(head=b'BLENDER-v304', blocks=None):
    return head + (blocks if blocks is not None else block(b'GLOB', b'1234') + block(b'DNA1', table())) + block(b'ENDB', b'')


class Layout(unittest.TestCase):
    def test_fields_lie_behind_all_before_them(self):
        layout = StructLayout(blend())
        found = {field: layout.offset('Window', field) for field in ('next', 'name', 'grid', 'call', 'handlers', 'last')}
        self.assertEqual(found, {'next': 0, 'name': 8, 'grid': 72, 'call': 84, 'handlers': 96, 'last': 112})

    def test_a_field_that_is_not_there_has_no_place(self):
        layout = StructLayout(blend())
        for name, field in (('Window', 'modalhandlers'), ('Screen', 'next')):
            with self.subTest(name=name), self.assertRaises(Unreadable):
                layout.offset(name, field)

    def test_what_is_no_file_of_this_kind_is_refused(self):
        whole = blend()
        for other in (
            b'',
            blend(head=b'BLENDER_v304'),
            blend(head=b'BLENDER-V304'),
            blend(head=b'BLENDER17-01v0500'),
            blend(blocks=block(b'GLOB', b'1234')),
            blend(blocks=block(b'DNA1', b'SDNAnone')),
            whole[: len(whole) // 2],
        ):
            with self.subTest(head=other[:17], size=len(other)), self.assertRaises(Unreadable):
                StructLayout(other)


if __name__ == '__main__':
    unittest.main()
