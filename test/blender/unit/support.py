# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the add-on's pure half importable without Blender, and reads the vectors."""
import importlib.util
import json
import pathlib
import sys
import types

sys.dont_write_bytecode = True

ROOT = pathlib.Path(__file__).resolve().parents[3]
ADDON = ROOT / 'assets' / 'adapters' / 'blender' / 'addons' / 'vibesync'

# The package itself imports Blender; its core does not, and is loaded below an empty stand-in.
package = types.ModuleType('vibesync')
package.__path__ = [str(ADDON)]
sys.modules.setdefault('vibesync', package)


def vectors(name):
    return json.loads((ROOT / 'test' / 'vectors' / name).read_text(encoding='utf-8'))


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
