"""Each header of src/ stands by itself: a file that includes nothing else compiles.

Usage: headers.py BUILD — the folder with compile_commands.json, whose flags are taken over.
"""

import concurrent.futures
import json
import os
import shlex
import subprocess
import sys

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
build = sys.argv[1]
with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
    units = json.load(file)

# The flags of each room: those of its first source.
flags = {}
for unit in units:
    words = shlex.split(unit["command"])
    words = words[1:] if words[0].endswith("ccache") else words
    source = os.path.relpath(os.path.join(unit["directory"], unit["file"]), root)
    drop = {"-o", "-MF", "-MT"}
    kept, skip = [], False
    for word in words:
        if skip or word in drop or word in ("-c", "-MD") or word == unit["file"]:
            skip = word in drop
            continue
        kept.append(word)
    flags.setdefault(os.path.dirname(source), (unit["directory"], kept))


def check(header):
    directory, command = flags[os.path.dirname(header)]
    command = command + [f"-DSHUXIN_SOURCE_DIR=\"{root}\"", "-fsyntax-only", "-Wno-pragma-once-outside-header", "-x", "c++", os.path.join(root, header)]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    return f"{header}: does not stand by itself\n{done.stderr[:600]}" if done.returncode else ""


listed = subprocess.run(["git", "ls-files", "src/*.h"], cwd=root, capture_output=True, text=True, check=True)
headers = [one for one in listed.stdout.split() if os.path.dirname(one) in flags]
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    faults = [fault for fault in pool.map(check, headers) if fault]
print("\n".join(faults) if faults else f"headers: {len(headers)} stand by themselves")
sys.exit(1 if faults else 0)
