"""Wall and floor textures and figures out of a Doom-format WAD, as PNG for `render-worlds.ts --art`.

    extract_art.py /usr/share/games/doom/freedoom2.wad ART_DIR

Meant for Freedoom (BSD-3-Clause), whose licence lets trained weights be given away.
"""

import json
import os
import struct
import sys

import numpy as np
from PIL import Image


def lumps(data):
    _, count, at = struct.unpack_from("<4sii", data)
    for i in range(count):
        start, size, name = struct.unpack_from("<ii8s", data, at + 16 * i)
        yield name.rstrip(b"\0").decode("ascii", "replace"), data[start:start + size]


def flat(data, palette):
    return Image.fromarray(palette[np.frombuffer(data, np.uint8).reshape(64, 64)])


def patch(data, palette):
    """The column format: posts of opaque pixels, the rest see-through."""
    width, height = struct.unpack_from("<HH", data)
    picture = np.zeros((height, width, 4), np.uint8)
    for x in range(width):
        at, = struct.unpack_from("<i", data, 8 + 4 * x)
        while data[at] != 255:
            top, length = data[at], data[at + 1]
            run = np.frombuffer(data[at + 3:at + 3 + length], np.uint8)
            run = run[:max(0, height - top)]
            picture[top:top + len(run), x, :3] = palette[run]
            picture[top:top + len(run), x, 3] = 255
            at += length + 4
    return Image.fromarray(picture, "RGBA")


def main(path, folder):
    os.makedirs(folder, exist_ok=True)
    everything = list(lumps(open(path, "rb").read()))
    palette = np.frombuffer(dict(everything)["PLAYPAL"][:768], np.uint8).reshape(256, 3)
    kind, names = None, []
    marks = {"F_START": "flat", "P_START": "patch", "S_START": "sprite", "F_END": None, "P_END": None, "S_END": None}
    for name, data in everything:
        kind = marks.get(name, kind)
        if name in marks or not data or (name[:1] + name[2:] in ("F_START", "F_END", "P_START", "P_END")):
            continue
        if kind == "flat" and len(data) == 4096:
            picture, file = flat(data, palette), f"surface-{name}.png"
        elif kind == "patch":
            picture, file = patch(data, palette), f"surface-{name}.png"
            if picture.width < 64 or picture.height < 64 or np.asarray(picture)[..., 3].min() < 255:
                continue
            picture = picture.crop((0, 0, 64, 64)) if picture.width % 64 or picture.height % 64 else picture
        elif kind == "sprite":
            picture, file = patch(data, palette), f"sprite-{name}.png"
            if picture.width < 16 or picture.height < 16:
                continue
        else:
            continue
        file = file.replace("\\", "_").replace("[", "_").replace("]", "_").replace("^", "_")
        picture.save(os.path.join(folder, file))
        names.append(file)
    # A few hundred are plenty for a page to hold.
    names = names[::max(1, len(names) // 500)]
    json.dump(names, open(os.path.join(folder, "index.json"), "w"))
    print(len(names), "pictures")


if __name__ == "__main__":
    main(*sys.argv[1:])
