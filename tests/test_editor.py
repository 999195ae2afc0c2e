"""report.schema.json in a real editor's server: what stands at a place, completion, a wrong key."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import CITY, PATIENCE, ROOT, the_country

SERVER = ROOT / "node_modules/yaml-language-server/bin/yaml-language-server"
SETTINGS = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}


class Editor:
    """One open file, as an editor speaks of it with yaml-language-server."""

    def __init__(self, server: subprocess.Popen[bytes], file: Path) -> None:
        self.server, self.uri, self.number = server, file.as_uri(), 0
        self.diagnostics: list[list[Any]] = []
        root = the_country().as_uri()
        formats = {"hover": {"contentFormat": ["markdown"]}}
        asked = {"textDocument": formats, "workspace": {"configuration": True}}
        self.ask("initialize", processId=os.getpid(), rootUri=root, capabilities=asked)
        self.tell("initialized")
        self.text = file.read_text(encoding="utf-8")
        document = {"uri": self.uri, "languageId": "yaml", "version": 1, "text": self.text}
        self.tell("textDocument/didOpen", textDocument=document)

    def send(self, **message: Any) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.server.stdin
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.server.stdin.flush()

    def tell(self, method: str, **params: Any) -> None:
        self.send(method=method, params=params)

    def receive(self) -> dict[str, Any]:
        """The next message that is no question; a question for settings is answered."""
        assert self.server.stdout
        length = 0
        while line := self.server.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message: dict[str, Any] = json.loads(self.server.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics.append(message["params"]["diagnostics"])
        if "method" not in message or "id" not in message:
            return message
        sections = [item.get("section") for item in message["params"].get("items", [])]
        answer = [SETTINGS if section == "yaml" else {} for section in sections]
        self.send(id=message["id"], result=answer)
        return self.receive()

    def ask(self, method: str, **params: Any) -> Any:
        self.number += 1
        number = self.number
        self.send(id=number, method=method, params=params)
        while (message := self.receive()).get("id") != number:
            pass
        return message.get("result")

    def write(self, text: str) -> list[Any]:
        """Change the file; what the server finds in it."""
        self.text, version = text, self.number + 2
        self.number += 1
        self.diagnostics.clear()
        known = {"uri": self.uri, "version": version}
        self.tell("textDocument/didChange", textDocument=known, contentChanges=[{"text": text}])
        while not self.diagnostics:
            self.receive()
        return self.diagnostics[-1]

    def at(self, words: str) -> dict[str, int]:
        """The place of the first of some words."""
        before = self.text[: self.text.index(words)]
        return {"line": before.count("\n"), "character": len(before) - before.rfind("\n")}

    def hover(self, words: str) -> str:
        here = {"textDocument": {"uri": self.uri}, "position": self.at(words)}
        return str(self.ask("textDocument/hover", **here)["contents"]["value"])

    def complete(self, line: int, character: int) -> dict[str, Any]:
        place = {"line": line, "character": character}
        found = self.ask("textDocument/completion", textDocument={"uri": self.uri}, position=place)
        return {item["label"]: item.get("documentation") for item in found["items"]}


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    node = shutil.which("node")
    if not node or not SERVER.exists():
        pytest.fail("yaml-language-server is not installed: run `make test`, which installs it")
    with subprocess.Popen(
        [node, SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        patience = threading.Timer(PATIENCE, server.kill)  # one that says nothing is no editor
        patience.start()
        yield Editor(server, the_country() / CITY)
        patience.cancel()
        server.kill()


def test_it_finds_the_schema_and_nothing_wrong_with_a_sound_file(editor: Editor) -> None:
    assert editor.write(editor.text + "\n") == []


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        pytest.param("granted:", ("（一）予以公开 · (1) Granted", "商业企业"), id="a row"),
        pytest.param("28, 2, 8", ("商业企业 · Business enterprises",), id="a cell: its column"),
        pytest.param("  requests:", ("收到和处理政府信息公开申请情况 · 3.",), id="a part"),
        pytest.param("retrieved:", ("取得", " · ", "retrieved"), id="a key"),
    ],
)
def test_it_says_in_both_languages_what_stands_at_a_place(
    editor: Editor, words: str, titles: tuple[str, ...]
) -> None:
    assert editor.text.count(words) >= 1
    shown = editor.hover(words.lstrip() if words.startswith(" ") else words)
    assert all(title in shown for title in titles), shown


def test_it_completes_what_is_missing(editor: Editor) -> None:
    whole = editor.text
    lines = whole.split("\n")
    gone = next(n for n, line in enumerate(lines) if line.startswith("  retrieved:"))
    editor.write("\n".join([*lines[:gone], "  ", *lines[gone + 1 :]]))
    found = editor.complete(gone, 2)
    assert "取得" in found["retrieved"]
    assert "publisher" not in found, "what is there already"
    row = next(n for n, line in enumerate(lines) if line.startswith("    granted:"))
    editor.write("\n".join([*lines[:row], "    ", *lines[row + 1 :]]))
    assert "自然人" in str(editor.complete(row, 4)["granted"])
    editor.write(whole)


def test_it_marks_a_wrong_key_and_a_wrong_row_where_they_stand(editor: Editor) -> None:
    whole = editor.text
    spoiled = whole.replace("  retrieved:", "  retreived:").replace("    granted:", "    grantd:")
    found = editor.write(spoiled)
    said = {one["message"]: one["range"]["start"]["line"] for one in found}
    lines = spoiled.split("\n")
    for key, line in (("retreived", "  retreived:"), ("grantd", "    grantd:")):
        (message,) = [text for text in said if key in text]
        assert lines[said[message]].startswith(line)
    assert editor.write(whole) == []
