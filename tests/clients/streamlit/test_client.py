"""The client of clients/streamlit against the Api at PROMPTINTEL_SERVER, and the page as far as it can be looked at without Streamlit."""
import ast
import inspect
import json
import os
import pathlib
import sys
import unittest
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = ROOT / "clients" / "streamlit"
sys.path.insert(0, str(FOLDER))

import promptintel  # noqa: E402
from promptintel import PromptIntel, PromptIntelError  # noqa: E402

WORKFLOW = "questionnaire_to_contract"
COMPLETE = json.loads((ROOT / "docs" / "requests" / "execute.json").read_text(encoding="utf-8"))["input_data"]
SHORT = {"questionnaire_text": "League: Pier League"}


class Client:
    """Every test, for each way to send."""

    send = None

    def setUp(self):
        self.api = PromptIntel(send=self.send)

    def test_search_finds_a_workflow_by_what_it_does(self):
        found = self.api.search_workflows("turn a league's questionnaire into a draft contract")
        self.assertIn(WORKFLOW, [item["name"] for item in found])
        self.assertLessEqual({item["kind"] for item in found}, {"recipe", "solver"})

    def test_empty_search_lists_all(self):
        self.assertGreaterEqual(len(self.api.search_workflows(" ")), 6)
        self.assertEqual(len(self.api.get_workflow(WORKFLOW)["stages"]), 9)

    def test_execute_gives_output_and_artifacts(self):
        run = self.api.execute_workflow(WORKFLOW, COMPLETE)
        self.assertEqual((run["status"], run["output"]["league_name"]), ("success", "Harbour Rowing League"))
        self.assertIn(b"Harbour Rowing League", self.api.get_artifact(run["execution_id"], "contract.html"))

    def test_events_tell_of_every_stage_and_end(self):
        run = self.api.start_workflow(WORKFLOW, COMPLETE)
        events = list(self.api.events(run["execution_id"]))
        kept = [event["seq"] for event in events if event["seq"]]
        self.assertEqual(kept, list(range(1, len(kept) + 1)))
        self.assertEqual(sum(event["type"] == "stage.succeeded" for event in events), 9)
        self.assertEqual(events[-1]["type"], "execution.succeeded")
        self.assertIn(run["execution_id"], [item["id"] for item in self.api.list_executions()])

    def test_a_server_that_is_busy_is_waited_out(self):
        run = self.api.start_workflow(WORKFLOW, COMPLETE)
        busy = PromptIntel(send=self.send_after([503, 429, 408]))
        self.assertEqual(list(busy.events(run["execution_id"]))[-1]["type"], "execution.succeeded")

    def test_a_refusal_is_not_waited_out(self):
        refusals = [401, 401]
        with self.assertRaises(PromptIntelError) as refused:
            list(PromptIntel(send=self.send_after(refusals)).events(str(uuid.uuid4())))
        self.assertEqual((refused.exception.status, refusals), (401, [401]))

    def send_after(self, statuses):
        """As it is sent, once these were answered in the server's place."""
        def send(*request):
            return (statuses.pop(0), iter([b"busy"])) if statuses else self.send(*request)
        return send

    def test_what_waits_is_answered(self):
        run = self.api.start_workflow(WORKFLOW, SHORT)
        self.assertEqual(list(self.api.events(run["execution_id"]))[-1]["type"], "execution.waiting")
        approval = next(item for item in self.api.list_approvals() if item["execution_id"] == run["execution_id"])
        self.api.answer(approval, False, "Unknown.")
        with self.assertRaises(PromptIntelError) as second:
            self.api.answer(approval, True)
        self.assertEqual(second.exception.code, "wrong_state")

    def test_batch_runs_every_line_and_gives_the_results(self):
        lines = "\n".join(json.dumps(item) for item in (COMPLETE, {"questionnaire_text": " "}))
        batch = self.api.start_batch(WORKFLOW, lines.encode(), "application/x-ndjson")
        events = list(self.api.batch_events(batch["id"]))
        self.assertEqual(events[-1]["type"], "batch.ended")
        counts = self.api.get_batch(batch["id"])["counts"]
        self.assertEqual((counts["succeeded"], counts["failed"]), (1, 1))
        self.assertIn(b"text_empty", self.api.get_batch_results(batch["id"]))

    def test_refusal_names_the_field(self):
        with self.assertRaises(PromptIntelError) as refused:
            self.api.execute_workflow(WORKFLOW, {"text": "x"})
        self.assertEqual((refused.exception.status, refused.exception.code), (422, "invalid_input"))
        self.assertIn("text", str(refused.exception))

    def test_no_server_is_an_oserror(self):
        with self.assertRaises(OSError):
            PromptIntel("http://127.0.0.1:9", send=self.send).list_executions()


class ByUrllib(Client, unittest.TestCase):
    send = staticmethod(promptintel.send_by_urllib)


@unittest.skipIf(promptintel.requests is None, "requests is not installed")
class ByRequests(Client, unittest.TestCase):
    send = staticmethod(promptintel.send_by_requests)


class Page(unittest.TestCase):
    """Compiled, and its calls of the client exist with these many arguments."""

    def setUp(self):
        self.tree = ast.parse((FOLDER / "app.py").read_text(encoding="utf-8"), "app.py")
        compile(self.tree, "app.py", "exec")

    def test_has_the_two_functions(self):
        names = {node.name for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)}
        self.assertLessEqual({"search_workflows", "execute_workflow"}, names)

    def test_every_call_of_the_client_exists(self):
        calls = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                 and (is_client(node.func.value))]
        self.assertGreaterEqual(len(calls), 9)
        for call in calls:
            method = inspect.signature(getattr(PromptIntel, call.func.attr))
            method.bind(None, *call.args, **{keyword.arg: keyword.value for keyword in call.keywords})


def is_client(node):
    return (isinstance(node, ast.Name) and node.id == "api") or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "client")


if __name__ == "__main__":
    if "PROMPTINTEL_SERVER" not in os.environ:
        sys.exit("PROMPTINTEL_SERVER names the Api to test against")
    unittest.main()
