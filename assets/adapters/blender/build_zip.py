# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs the add-on: `python3 build_zip.py [folder]` writes vibesync-blender-VERSION.zip and prints its path.

One zip for every Blender: "Install from Disk" takes it as an extension (4.2 and later, by the manifest inside the
folder), and as a legacy add-on (3.4 and later, by `bl_info`). The same sources give the same bytes."""
import ast
import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE / 'addons' / 'vibesync'
SUFFIXES = frozenset(('.py', '.toml'))
# The oldest time that a zip can hold: files carry no other, so that nothing but their content changes the result.
TIME = (1980, 1, 1, 0, 0, 0)
MODE = 0o100644


def version():
    """What bl_info says, which the manifest has to say too."""
    tree = ast.parse((PACKAGE / '__init__.py').read_text(encoding='utf-8'))
    info = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], 'id', '') == 'bl_info'
    )
    text = '.'.join(str(part) for part in info['version'])
    if 'version = "%s"' % text not in (PACKAGE / 'blender_manifest.toml').read_text(encoding='utf-8'):
        raise SystemExit('bl_info and blender_manifest.toml name different versions')
    return text


def files():
    """Every file of the add-on, in a fixed order."""
    found = [each for each in PACKAGE.rglob('*') if each.is_file() and (each.suffix in SUFFIXES or each.name == 'LICENSE')]
    return sorted(found, key=lambda each: each.relative_to(PACKAGE).as_posix())


def build(folder):
    """Writes the zip into `folder` and returns its path."""
    target = pathlib.Path(folder) / ('vibesync-blender-%s.zip' % version())
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as archive:
        for each in files():
            entry = zipfile.ZipInfo('vibesync/' + each.relative_to(PACKAGE).as_posix(), TIME)
            entry.external_attr = MODE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, each.read_bytes())
    return target


if __name__ == '__main__':
    print(build(sys.argv[1] if len(sys.argv) > 1 else HERE))
