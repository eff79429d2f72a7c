"""A plain client of PromptIntel for Python 3.10 and later: the standard library, and requests where it is installed.

A refusal is a PromptIntelError that names the field; no answer at all is an OSError. One client may be used by many threads.
"""
import http.client
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

try:
    import requests
except ImportError:
    requests = None

TIMEOUT_SECONDS = 90.0
"""An execute waits up to 60 s for its run; a stream says something every 15 s."""

RECONNECTIONS = 8


class PromptIntelError(Exception):
    """What the server refused: `code` is stable, `errors` are by field."""

    def __init__(self, status, problem):
        self.status = status
        self.code = problem.get("code", "")
        self.errors = problem.get("errors", {})
        self.trace_id = problem.get("trace_id")
        fields = "; ".join(f"{field}: {' '.join(said)}" for field, said in self.errors.items())
        super().__init__(": ".join(part for part in (problem.get("title", f"HTTP {status}"), fields or problem.get("detail")) if part))


class PromptIntel:
    """Calls one server, by default PROMPTINTEL_SERVER or http://localhost:5080, with the key PROMPTINTEL_KEY if there is one."""

    def __init__(self, server=None, key=None, send=None):
        self.server = (server or os.environ.get("PROMPTINTEL_SERVER") or "http://localhost:5080").rstrip("/")
        self._key = key or os.environ.get("PROMPTINTEL_KEY")
        self._send = send or (send_by_requests if requests else send_by_urllib)

    def search_workflows(self, query, limit=10):
        """Workflows by what they do, the best first; every workflow for an empty query."""
        if not query.strip():
            return self._json("GET", "/api/workflows")["items"]
        hits = self._json("POST", "/api/prompts/search", {"query": query, "namespace": "workflows", "limit": limit})["results"]
        return [hit for hit in hits if hit["kind"] in ("recipe", "solver")]

    def get_workflow(self, workflow):
        """Its stages, schemas and an example input."""
        return self._json("GET", f"/api/workflows/{quote(workflow)}")

    def execute_workflow(self, workflow, input_data):
        """Runs it and waits up to a minute. A run that failed, or waits for a person, is an answer: its `status` says so."""
        return self._json("POST", "/api/prompts/execute", {"workflow": workflow, "input_data": input_data}, once())

    def start_workflow(self, workflow, input_data):
        """Starts it and answers at once; `events` tells what becomes of it."""
        headers = once() | {"Prefer": "respond-async"}
        return self._json("POST", "/api/prompts/execute", {"workflow": workflow, "input_data": input_data}, headers)

    def events(self, execution_id):
        """What happens in a run until it ends or waits for a person, across broken connections."""
        for event in self._follow(f"/api/executions/{execution_id}/events"):
            yield event
            if event["type"] == "execution.waiting":
                return

    def get_execution(self, execution_id):
        return self._json("GET", f"/api/executions/{execution_id}")

    def list_executions(self, limit=20):
        return self._json("GET", f"/api/executions?limit={limit}")["items"]

    def get_artifact(self, execution_id, name):
        """The bytes of a document that a run produced."""
        return self._bytes("GET", f"/api/executions/{execution_id}/artifacts/{quote(name)}")

    def start_batch(self, workflow, file, media_type, max_parallel=10):
        """A run for each line of a file: bytes of text/csv or application/x-ndjson. A line that is no input is refused by its number."""
        query = urllib.parse.urlencode({"workflow": workflow, "max_parallel": max_parallel})
        return json.loads(self._bytes("POST", f"/api/batches?{query}", file, once() | {"Content-Type": media_type}))

    def get_batch(self, batch_id):
        """How many items are queued, running and done, and how many seconds are left."""
        return self._json("GET", f"/api/batches/{batch_id}")

    def batch_events(self, batch_id):
        """What happens in a batch until it ends; an item that waits for a person keeps it open."""
        return self._follow(f"/api/batches/{batch_id}/events")

    def get_batch_results(self, batch_id, file_format="csv"):
        """The bytes of a file with a line an item: csv or jsonl."""
        return self._bytes("GET", f"/api/batches/{batch_id}/results?format={file_format}")

    def list_approvals(self):
        """What waits for a person."""
        return self._json("GET", "/api/approvals")["items"]

    def answer(self, approval, is_approved, comment=None):
        """The first answer counts."""
        body = {"comment": comment, "item_key": approval["item_key"]}
        return self._json("POST", approval["approve" if is_approved else "reject"], body)

    def _follow(self, path):
        seen, failures = 0, 0
        while True:
            try:
                for event in self._events(path, seen):
                    if event is None:
                        return
                    seen, failures = event["seq"] or seen, 0
                    yield event
            except (OSError, PromptIntelError) as outage:
                failures += 1
                if failures > RECONNECTIONS or not may_pass(outage):
                    raise
            time.sleep(min(0.1 * 2 ** failures, 5))

    def _events(self, path, seen):
        """None when the server says that nothing will come any more."""
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(seen)}
        status, lines = self._call("GET", path, None, headers)
        if status == 204:
            yield None
        for line in lines:
            if line.startswith(b"data: "):
                yield json.loads(line[len(b"data: "):])

    def _json(self, method, path, body=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        return json.loads(self._bytes(method, path, data, {"Content-Type": "application/json"} | (headers or {})))

    def _bytes(self, method, path, data=None, headers=None):
        return b"".join(self._call(method, path, data, headers or {})[1])

    def _call(self, method, path, data, headers):
        if self._key:
            headers = headers | {"X-API-Key": self._key}
        status, body = self._send(method, self.server + path, headers, data)
        if status >= 400:
            text = b"".join(body)
            try:
                problem = json.loads(text)
            except ValueError:
                problem = {"detail": text[:200].decode(errors="replace")}
            raise PromptIntelError(status, problem)
        return status, body


def send_by_urllib(method, url, headers, data):
    """Status, and the lines of the body as they come."""
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        answer = urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as refused:
        answer = refused
    return answer.status, read_lines(answer)


def read_lines(answer):
    with answer:
        try:
            yield from answer
        except http.client.HTTPException as broken:
            raise OSError(f"the answer broke off: {broken}") from broken


def send_by_requests(method, url, headers, data):
    """Status, and the body as it comes: lines of an event stream, blocks of anything else. Its exceptions are OSErrors."""
    answer = requests.request(method, url, headers=headers, data=data, stream=True, timeout=TIMEOUT_SECONDS)
    is_stream = answer.headers.get("Content-Type", "").startswith("text/event-stream")
    return answer.status_code, answer.iter_lines() if is_stream else answer.iter_content(64 * 1024)


def may_pass(failure):
    """Whether the same request may succeed later: no answer, or one of a server that cannot give it now."""
    return isinstance(failure, OSError) or failure.status >= 500 or failure.status in (408, 429)


def quote(text):
    return urllib.parse.quote(text, safe="")


def once():
    """Lets a start be sent again without running twice."""
    return {"Idempotency-Key": str(uuid.uuid4())}
