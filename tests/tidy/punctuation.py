#!/usr/bin/env python3
"""Chinese texts are set with Chinese punctuation: an ASCII comma, colon or bracket beside a Chinese character is a fault.

Looks at the messages, the words of the program, the catalogue and the screens. What stands in formulas, paths, codes and
comments is no text for people. With --fix it sets what it can.
"""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
han = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
# `sqlite:路径` is how it is typed, so a colon after a letter is left alone.
wrong = re.compile(rf"{han}[,;!?:](?!//)|(?<![A-Za-z])[,;!?:]{han}|{han}\(|\({han}|{han}\)")
# How things are typed, or quoted as such.
typed = re.compile(r"主机:端口|路径: 值|键: 值")
wide = str.maketrans(",;:!?()", "，；：！？（）")


def is_chinese(text: str) -> bool:
    """A text in English may name a Chinese word; a text in Chinese begins with one, or has hardly any English."""
    return len(re.findall(han, text)) > len(re.findall(r"\b[a-z]{2,}\b", text))


def strings(line: str, pattern: str):
    for found in re.finditer(pattern, line):
        group = next(i for i, text in enumerate(found.groups(), 1) if text is not None)
        yield found.start(group), found.group(group)


def of_messages(line: str):
    # MESSAGE("code", "Chinese", "English")
    yield from list(strings(line, r'"((?:[^"\\]|\\.)*)"'))[1:2]


def of_program(line: str):
    return strings(re.sub(r"(^|\s)//.*$", "", line), r'"((?:[^"\\]|\\.)*)"')


def of_script(line: str):
    return strings(re.sub(r"(^|\s)//.*$", "", line), r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|`([^`]*)`")


def of_yaml(line: str):
    return strings(re.sub(r"(^|\s)#.*$", "", line), r"\bzh: *('(?:[^']|'')*'|\"[^\"]*\"|[^,}]*)")


readers = [
    (r"src/core/base/messages\.def", of_messages),
    # Sheets read what others wrote, and the official list of service items is quoted as it is.
    (r"src/(?!.*/(sheet_\w+|implementing_list)\.cpp).*(?<!_test)\.cpp", of_program),
    (r"ui/src/.*\bzh\.ts", of_script),
    (r"catalog/.*\.yaml", of_yaml),
    (r"catalog/.*/forms/.*\.json", of_program),
]


def set_wide(text: str) -> str:
    before = None
    while before != text:
        before = text
        text = re.sub(rf"({han})([,;!?:])(?!//) ?", lambda m: m[1] + m[2].translate(wide), text)
        text = re.sub(rf"(?<![A-Za-z])([,;!?:])(?={han})", lambda m: m[1].translate(wide), text)
        text = re.sub(rf"\(([^()]*{han}[^()]*)\)|(?<={han})\(([^()]*)\)", lambda m: f"（{m[1] or m[2]}）", text)
    return text


def main() -> int:
    tracked = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout.splitlines()
    fix = "--fix" in sys.argv
    faults = 0
    for name in tracked:
        reader = next((texts for pattern, texts in readers if re.fullmatch(pattern, name)), None)
        if not reader:
            continue
        lines = (root / name).read_text(encoding="utf-8").splitlines(keepends=True)
        changed = False
        for number, line in enumerate(lines, 1):
            for column, text in reversed(list(reader(line))):
                if not wrong.search(typed.sub("", text)) or not is_chinese(text):
                    continue
                if fix:
                    line = lines[number - 1]
                    lines[number - 1] = line[:column] + set_wide(text) + line[column + len(text):]
                    changed = True
                else:
                    print(f"{name}:{number}:{column + 1}: half-width punctuation in a Chinese text: {text}")
                    faults += 1
        if changed:
            (root / name).write_text("".join(lines), encoding="utf-8")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
