"""The Zapier app in a Node of its own, run as Zapier runs it, for tests that look at the site from Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from select import select
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
APP = ROOT / "zapier_app"
PROGRAMS = APP / "node_modules" / ".bin"
NODE_FOLDER = ROOT / ".tools" / "bin"
STEP_SECONDS = 60
"""The app itself gives a site 28 seconds."""
INVOKE_SECONDS = 120

Build = Literal["key", "oauth"]


class ZapierAppUnavailableError(RuntimeError):
    """The app cannot be run on this machine; the message says what to do."""


class RaisedError(AssertionError):
    """A step raised one of Zapier's errors; `said` is its kind, words and what Zapier reads in them."""

    def __init__(self, said: dict[str, Any]) -> None:
        super().__init__(json.dumps(said))
        self.said = said


@dataclass(frozen=True, slots=True)
class ZapierApp:
    """Both builds of the app, compiled into `folder`; one step at a time."""

    folder: Path
    process: subprocess.Popen[str]

    @classmethod
    def start(cls, folder: Path) -> Self:
        """Compile the app as it is published, and have it wait for orders."""
        if not PROGRAMS.is_dir():
            raise ZapierAppUnavailableError(f"{PROGRAMS} is missing: run `npm --prefix zapier_app ci`.")
        compile_app(folder)
        command = ["node", str(APP / "tests" / "acceptance" / "serve-app.ts"), str(folder / "dist")]
        pipe = subprocess.PIPE
        with (folder / "app.log").open("a") as log:
            process = subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=log, env=environment(folder), text=True
            )
        return cls(folder, process)

    def stop(self) -> None:
        """End it."""
        self.process.communicate(timeout=STEP_SECONDS)

    def run(self, step: str, build: Build = "key", **bundle: Any) -> Any:
        """Run a function of the app by its path, with Zapier's bundle; return its result.

        Raises RaisedError with what the step raised.
        """
        if self.process.stdin is None or self.process.stdout is None:
            raise AssertionError("the app has no input or output")
        self.process.stdin.write(json.dumps({"build": build, "step": step, "bundle": bundle}) + "\n")
        self.process.stdin.flush()
        if not select([self.process.stdout], [], [], STEP_SECONDS)[0]:
            raise AssertionError(f"{step} did not end within {STEP_SECONDS} s")
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"the app ended:\n{(self.folder / 'app.log').read_text()[-2000:]}")
        said = json.loads(line)
        if "raised" in said:
            raise RaisedError(said["raised"])
        return said["result"]

    def invoke(self, *words: str, auth: dict[str, str]) -> Any:
        """Run `zapier-platform invoke` with a connection; return the JSON that it prints."""
        folder = Path(mkdtemp(dir=self.folder))  # it writes there, and deletes what another run would read
        lay_out(folder)
        (folder / "dist").symlink_to(self.folder / "dist")
        done = subprocess.run(
            [str(PROGRAMS / "zapier-platform"), "invoke", *words],
            cwd=folder,
            env=environment(self.folder) | {f"authData_{name}": value for name, value in auth.items()},
            capture_output=True,
            text=True,
            check=False,
            timeout=INVOKE_SECONDS,
        )
        if done.returncode != 0:
            raise AssertionError(f"invoke {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout)


@dataclass(frozen=True, slots=True)
class Connection:
    """A site that is connected; each call hands over what Zapier keeps of it."""

    app: ZapierApp
    auth: dict[str, str]
    build: Build = "key"

    def run(self, step: str, inputs: dict[str, Any] | None = None, **more: Any) -> Any:
        """Run a function of the app; see `ZapierApp.run`."""
        bundle = {"authData": self.auth, "inputData": inputs or {}, "meta": {"zap": {"id": "1"}}}
        return self.app.run(step, self.build, **bundle | more)

    def search(self, key: str, **inputs: str) -> list[dict[str, Any]]:
        """Run a search; return what it finds."""
        found: list[dict[str, Any]] = self.run(f"searches.{key}.operation.perform", inputs)
        return found

    def create(self, key: str, **inputs: str) -> dict[str, Any]:
        """Run an action; return its result."""
        made: dict[str, Any] = self.run(f"creates.{key}.operation.perform", inputs)
        return made

    def test(self) -> dict[str, Any]:
        """Run the test of the connection."""
        tested: dict[str, Any] = self.run("authentication.test")
        return tested

    def refuse(self, step: str, inputs: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run what must not succeed; return what it raises."""
        try:
            result = self.run(step, inputs)
        except RaisedError as error:
            return error.said
        raise AssertionError(f"{step} returned {result}")


def compile_app(folder: Path) -> None:
    """Compile the app into `dist` of a folder; beside it lies what the compiled app looks for."""
    command = ["node", str(PROGRAMS / "tsc"), "--project", "tsconfig.build.json"]
    done = subprocess.run(
        [*command, "--outDir", str(folder / "dist")],
        cwd=APP,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"the app does not compile:\n{done.stdout}{done.stderr}")
    lay_out(folder)


def lay_out(folder: Path) -> None:
    """Have what Zapier's command line looks for, beside the compiled app."""
    shutil.copy(APP / "package.json", folder)
    (folder / "node_modules").symlink_to(APP / "node_modules")


def environment(folder: Path) -> dict[str, str]:
    """Return what Node needs, and no other variable of this process."""
    return {
        "PATH": os.pathsep.join([str(NODE_FOLDER), os.environ["PATH"]]),
        "HOME": str(folder),
        "DISABLE_ZAPIER_ANALYTICS": "1",
        "NO_UPDATE_NOTIFIER": "1",
        "BOOKINGX_ALLOW_LOCAL_SITES": "1",
    }


@contextmanager
def run_zapier_app(folder: Path) -> Iterator[ZapierApp]:
    """Have the app while the block runs."""
    app = ZapierApp.start(folder)
    try:
        yield app
    finally:
        app.stop()
