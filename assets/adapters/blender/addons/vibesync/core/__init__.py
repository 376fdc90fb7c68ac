# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that needs no Blender: importable, and tested, with any Python from 3.10 on."""
