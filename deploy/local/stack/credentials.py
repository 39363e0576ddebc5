"""Secrets of one stack, made at its first start and kept in files that only their owner can read."""

import base64
import json
import os
import pathlib
import secrets
import uuid

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import x25519

from .state import State

SERVICES = ("identity", "registration", "partnerships", "notifications")
PROOF_KEY_ID = "local-1"


class Credentials:
    def __init__(self, state: State):
        self.folder = state.secrets
        self.lookup_key = self.folder / "lookup-key"
        self.proof_keys = self.folder / "proof-keys.json"
        self.proof_public_key = self.folder / "proof-public-key.json"
        self.notify_api_key = self.folder / "notify-api-key"
        self.notify_callback_token = self.folder / "notify-callback-token"

    def create(self) -> None:
        """Makes whatever is not there yet."""
        self._keep(self.lookup_key, lambda: base64.b64encode(secrets.token_bytes(32)).decode())
        self._keep(self.notify_api_key, lambda: f"local-stack-{uuid.uuid4()}-{uuid.uuid4()}")
        self._keep(self.notify_callback_token, lambda: secrets.token_urlsafe(24))
        for name in ("postgres", *SERVICES):
            self._keep(self._password_file(name), lambda: secrets.token_urlsafe(24))
        # The pair is whole once its second half is there.
        if not self.proof_public_key.exists():
            self._create_proof_keys()

    def password(self, role: str) -> str:
        return self._password_file(role).read_text()

    def write(self, name: str, text: str) -> pathlib.Path:
        """Writes a secret under a name, over an older one, and returns its file."""
        file = self.folder / name
        # What is right already stays, as others may read it at the moment.
        if not file.exists() or file.read_text() != text:
            file.unlink(missing_ok=True)
            self._keep(file, lambda: text)
        return file

    def _create_proof_keys(self) -> None:
        key = x25519.X25519PrivateKey.generate()
        private = key.private_bytes(
            serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
        public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.write(self.proof_keys.name, json.dumps({PROOF_KEY_ID: base64.b64encode(private).decode()}))
        self._keep(self.proof_public_key, lambda: json.dumps({PROOF_KEY_ID: base64.b64encode(public).decode()}))

    def _password_file(self, role: str) -> pathlib.Path:
        return self.folder / f"{role}-database-password"

    @staticmethod
    def _keep(file: pathlib.Path, make) -> None:
        if file.exists():
            return
        # Whole or not at all: what is there is never made again.
        unfinished = file.with_name(f"{file.name}.unfinished")
        unfinished.unlink(missing_ok=True)
        with open(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as output:
            output.write(make())
        unfinished.rename(file)
