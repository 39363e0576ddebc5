"""A lead provider's client of the API, as its own system would have one."""

import json
import urllib.error
import urllib.parse
import urllib.request

from .state import Problem


class LeadProvider:
    def __init__(self, port: int, token: str):
        self._root = f"http://127.0.0.1:{port}/api/v3"
        self._token = token

    def get(self, path: str, **parameters: str) -> list | dict:
        """What stands under `data`. Parameters are given as `filter__cohort` for `filter[cohort]`."""
        query = urllib.parse.urlencode({_bracketed(name): value for name, value in parameters.items()})
        return self._call("GET", f"{path}?{query}" if query else path)

    def create_partnership(self, cohort: str, school_id: str, delivery_partner_id: str) -> dict:
        return self._call("POST", "/partnerships", {"data": {"type": "partnership", "attributes": {
            "cohort": cohort, "school_id": school_id, "delivery_partner_id": delivery_partner_id}}})

    def _call(self, method: str, path: str, body: dict | None = None):
        request = urllib.request.Request(
            self._root + path, method=method, data=json.dumps(body).encode() if body else None,
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.load(response)["data"]
        except urllib.error.HTTPError as error:
            raise Problem(f"{method} {path}: {error.code} {error.read().decode()}") from error


def _bracketed(name: str) -> str:
    outer, separator, inner = name.partition("__")
    return f"{outer}[{inner}]" if separator else name
