#!/usr/bin/env python3
"""Fails on an include that layers.txt does not allow, on a header without #pragma once or first-line comment,
and on a file that its room's folder does not own. Prints file:line: error: message."""
import pathlib, re, sys

root = pathlib.Path(__file__).resolve().parents[2]
allowed, outside = {}, {}
for line in (root / "layers.txt").read_text().splitlines():
    if re.match(r"[a-z]", line):
        room, inside, *rest = (part.split() for part in line.split(":"))
        allowed[room[0]] = set(inside) | set(room)
        outside[room[0]] = set(rest[0]) if rest else set()

# Which header prefixes belong to which outside library.
headers = {
    "fmt": ["fmt/"], "rapidjson": ["rapidjson/"], "crypto": ["openssl/"], "decimal": ["bid_"], "pugixml": ["pugixml"],
    "re2": ["re2/"], "icu": ["unicode/"], "yaml": ["yaml-cpp/"], "sqlite": ["sqlite3"], "sodium": ["sodium"],
    "pango": ["pango/", "cairo", "fontconfig/", "glib"], "qrencode": ["qrencode"], "magic": ["magic.h"],
    "valijson": ["valijson/"], "boost": ["boost/"], "zlib": ["zlib"], "cli11": ["CLI/"], "zip": ["zip.h"], "xlsxwriter": ["xlsxwriter"],
}
faults = []
for file in sorted((root / "src").rglob("*")):
    if file.suffix not in (".h", ".cpp") or file.name == "main.cpp":
        continue
    room = "/".join(file.relative_to(root / "src").parts[:2])
    here = file.relative_to(root)
    text = file.read_text()
    if room not in allowed:
        faults.append(f"{here}:1: error: layers.txt does not know the room {room}")
        continue
    if file.suffix == ".h":
        if not text.startswith("// "):
            faults.append(f"{here}:1: error: the first line says what a header is")
        if "#pragma once" not in text:
            faults.append(f"{here}:1: error: no #pragma once")
    test = file.stem.endswith(("_test", "_fuzz"))
    for number, line in enumerate(text.splitlines(), 1):
        found = re.match(r'#include ([<"])([^>"]+)[>"]', line)
        if not found:
            continue
        quote, path = found.groups()
        if quote == '"':
            target = "/".join(path.split("/")[:2])
            if not path.startswith(("core/", "shell/")):
                faults.append(f"{here}:{number}: error: include by path from src/: {path}")
            elif target not in allowed[room]:
                faults.append(f"{here}:{number}: error: {room} may not include {target} (layers.txt)")
        elif not test:
            for library, prefixes in headers.items():
                if any(path.startswith(prefix) for prefix in prefixes) and library not in outside[room]:
                    faults.append(f"{here}:{number}: error: {room} may not use {library} (layers.txt)")
print("\n".join(faults) or "layers: fine")
sys.exit(1 if faults else 0)
