"""Where the stack keeps what it makes: a folder that `deploy/down --purge` clears, but for what others put there."""

import json
import os
import pathlib
import shutil

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
DEPLOY = REPOSITORY / "deploy"
VIRTUAL_ENVIRONMENT = REPOSITORY / ".local" / "venv"


class Problem(Exception):
    """Something that the person at the terminal has to know, in words for them."""


class State:
    """One stack's folder. Two stacks with different folders and ports do not know of each other."""

    def __init__(self, root: pathlib.Path):
        self.root = root
        self.logs = root / "logs"
        self.run = root / "run"
        self.secrets = root / "secrets"

    @staticmethod
    def default() -> "State":
        return State(pathlib.Path(os.environ.get("ECT_STATE", REPOSITORY / ".local")).absolute())

    def create(self) -> None:
        for folder in (self.logs, self.run):
            folder.mkdir(parents=True, exist_ok=True)
        self.secrets.mkdir(mode=0o700, exist_ok=True)

    def remember(self, settings: dict) -> None:
        """Keeps how the stack was started, for the commands that come after."""
        self.note("stack.json", json.dumps(settings, indent=2) + "\n")

    def note(self, name: str, text: str) -> None:
        """Keeps a text under a name in the folder of what runs: all of it or, on a full disk, the one before."""
        unfinished = self.run / f"{name}.unfinished"
        unfinished.write_text(text)
        unfinished.replace(self.run / name)

    def recall(self) -> dict | None:
        try:
            return json.loads((self.run / "stack.json").read_text())
        except FileNotFoundError:
            return None

    def purge(self) -> list[str]:
        """Removes what the stack made, Python packages too, and returns the names of what is left in the folder.

        In .local that is what others put there, as `deploy/compose-secrets` does; another folder is the stack's alone.
        """
        if self.root == REPOSITORY / ".local":
            for name in ("logs", "run", "secrets", "postgres", "store", "test", "lib", "venv"):
                shutil.rmtree(self.root / name, ignore_errors=True)
            try:
                self.root.rmdir()
            except OSError:
                pass
        else:
            shutil.rmtree(self.root, ignore_errors=True)
        return sorted(each.name for each in self.root.iterdir()) if self.root.exists() else []
