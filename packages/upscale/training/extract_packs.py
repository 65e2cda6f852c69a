"""Pictures of 2D games out of folders of PNG, for `render-worlds.ts --art`.

    extract_packs.py PACKS_DIR ART_DIR

Meant for Superpowers' asset packs (CC0-1.0, github.com/sparklinlabs/superpowers-asset-packs), drawn at a size of their own, which is not the
pictures' size on the screen. What is wide becomes a `backdrop`, what is small an `item`, the rest an `actor`; sheets of many
figures stay whole. Adds its names to ART_DIR/index.json, where `extract_art.py` may have written before.
"""

import glob
import json
import os
import sys

from PIL import Image

# Previews and skins of 3D models are no pictures of a 2D game.
LEFT_OUT = ("preview", "3d-", "font")


def kind_of(picture):
    if picture.width >= 400:
        return "backdrop"
    return "item" if max(picture.size) <= 48 else "actor"


def main(packs, folder):
    index = os.path.join(folder, "index.json")
    os.makedirs(folder, exist_ok=True)
    names = json.load(open(index)) if os.path.exists(index) else []
    for path in sorted(glob.glob(os.path.join(packs, "**", "*.png"), recursive=True)):
        inside = os.path.relpath(path, packs)
        picture = Image.open(path).convert("RGBA")
        if any(part in inside for part in LEFT_OUT) or min(picture.size) < 8 or picture.getbbox() is None:
            continue
        picture = picture.crop(picture.getbbox())
        file = f"{kind_of(picture)}-{inside.replace(os.sep, '_').replace(' ', '_')}"
        picture.save(os.path.join(folder, file))
        names.append(file)
    json.dump(sorted(set(names)), open(index, "w"))
    print(len(names), "pictures")


if __name__ == "__main__":
    main(*sys.argv[1:])
