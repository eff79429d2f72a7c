"""The analyst's page: find a workflow, run it, watch its stages, read and download what came of it; a batch; what waits for a person.

    streamlit run app.py
"""
import json

import streamlit as st

from promptintel import PromptIntel, PromptIntelError

MARKS = {"started": "⏳", "succeeded": "✅", "failed": "❌", "waiting": "✋", "skipped": "➖", "retrying": "🔁"}


@st.cache_resource
def client(server, key):
    return PromptIntel(server, key)


def search_workflows(query):
    return client(*st.session_state.server).search_workflows(query)


def execute_workflow(workflow, input_data):
    """Runs it with its stages on the page; gives the run as it ended or as it waits."""
    api = client(*st.session_state.server)
    started = api.start_workflow(workflow, input_data)
    stages = {stage["stage"]: "" for stage in started["stages"]}
    board = st.empty()
    for event in api.events(started["execution_id"]):
        if event["stage"] and event["type"] != "stage.delta":
            stages[event["stage"]] = event["type"].removeprefix("stage.")
        board.markdown("  ".join(f"{MARKS.get(status, '·')} {stage}" for stage, status in stages.items()))
    return api.get_execution(started["execution_id"])


def show_run(run):
    api = client(*st.session_state.server)
    execution = run["execution"]
    if execution["status"] == "succeeded":
        st.success(f"Done in {execution['execution_time']:.1f} s")
    elif execution["status"] == "waiting":
        st.warning("It waits for a person: see Approvals.")
    else:
        error = execution["error"] or {"code": execution["status"], "detail": ""}
        st.error(f"{error['code']}: {error['detail']}")
    for artifact in run["artifacts"]:
        st.download_button(
            artifact["name"],
            api.get_artifact(execution["id"], artifact["name"]),
            file_name=artifact["name"],
            mime=artifact["media_type"],
            key=f"{execution['id']}/{artifact['name']}",
        )
    if run["output"] is not None:
        st.download_button(
            "output.json", json.dumps(run["output"], indent=2, ensure_ascii=False), file_name="output.json", mime="application/json")
        st.json(run["output"], expanded=1)


def run_page():
    query = st.text_input("What is to be done?", placeholder="turn a questionnaire into a contract")
    found = search_workflows(query)
    if not found:
        st.info("No workflow does that.")
        return
    workflow = st.selectbox("Workflow", [item["name"] for item in found])
    details = client(*st.session_state.server).get_workflow(workflow)
    st.caption(details["description"])
    text = st.text_area("Input", json.dumps(details["example_input"] or {}, indent=2, ensure_ascii=False), height=300)
    if st.button("Run", type="primary"):
        try:
            st.session_state.run = execute_workflow(workflow, json.loads(text))
        except json.JSONDecodeError as error:
            st.error(f"The input is not JSON: {error}")
    if "run" in st.session_state:
        show_run(st.session_state.run)


def batch_page():
    api = client(*st.session_state.server)
    workflow = st.selectbox("Workflow of every line", [item["name"] for item in search_workflows("")])
    file = st.file_uploader("Inputs: CSV with a header, or JSON Lines", type=["csv", "jsonl"])
    if file is not None and st.button("Run all", type="primary"):
        media_type = "text/csv" if file.name.endswith(".csv") else "application/x-ndjson"
        batch = api.start_batch(workflow, file.getvalue(), media_type)
        bar = st.progress(0.0)
        for event in api.batch_events(batch["id"]):
            counts = event["data"].get("counts")
            if counts:
                done = counts["succeeded"] + counts["failed"] + counts["cancelled"] + counts["parked"]
                bar.progress(done / batch["total"], f"{done} of {batch['total']}, {counts['failed']} failed")
                if counts["queued"] + counts["running"] == 0 and counts["waiting"] > 0:
                    st.warning(f"{counts['waiting']} wait for a person: see Approvals.")
                    break
        st.session_state.batch = batch["id"]
    if "batch" in st.session_state:
        name = f"results-{st.session_state.batch}.csv"
        st.download_button("Results", api.get_batch_results(st.session_state.batch), file_name=name, mime="text/csv")


def approvals_page():
    api = client(*st.session_state.server)
    for approval in api.list_approvals():
        with st.container(border=True):
            st.write(f"**{approval['workflow']}**, stage {approval['stage']}, since {approval['since']}")
            st.write(approval["reason"])
            key = f"{approval['execution_id']}/{approval['stage']}/{approval['item_key']}"
            comment = st.text_input("Comment", key=f"comment/{key}")
            for label, is_approved in (("Approve", True), ("Reject", False)):
                if st.button(label, key=f"{label}/{key}"):
                    api.answer(approval, is_approved, comment or None)
                    st.rerun()


def main():
    st.set_page_config(page_title="PromptIntel", layout="wide")
    with st.sidebar:
        server = st.text_input("Server", "http://localhost:5080")
        key = st.text_input("API key", type="password", help="Empty where access is open.")
        st.session_state.server = (server, key)
    pages = {"Run": run_page, "Batch": batch_page, "Approvals": approvals_page}
    chosen = st.sidebar.radio("Page", list(pages))
    try:
        pages[chosen]()
    except PromptIntelError as refused:
        st.error(str(refused))
    except OSError as away:
        st.error(f"The server does not answer: {away}")


main()
