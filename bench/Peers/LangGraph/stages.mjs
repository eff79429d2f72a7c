// Nine stages in a chain, each gives its input on: microseconds a stage, without checkpoints, with them in memory, and in SQLite synced
// before the next step begins. One line of JSON.
import { Annotation, END, MemorySaver, START, StateGraph } from '@langchain/langgraph'
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite'
import { join } from 'node:path'

const stages = 9
const input = { value: 'one line of text, as a stage might hand it on' }

const build = (checkpointer) => {
  const graph = new StateGraph(Annotation.Root({ value: Annotation() }))
  for (let stage = 1; stage <= stages; stage++) graph.addNode(`s${stage}`, (state) => ({ value: state.value }))
  graph.addEdge(START, 's1')
  for (let stage = 1; stage < stages; stage++) graph.addEdge(`s${stage}`, `s${stage + 1}`)
  return graph.addEdge(`s${stages}`, END).compile({ checkpointer })
}

let thread = 0

const run = async (graph, executions) => {
  const start = performance.now()
  for (let execution = 0; execution < executions; execution++) {
    const output = await graph.invoke(input, { configurable: { thread_id: `${++thread}` }, durability: 'sync' })
    if (output.value !== input.value) throw new Error('An execution gave nothing.')
  }
  return ((performance.now() - start) * 1000) / (executions * stages)
}

const measure = async (checkpointer, executions) => {
  const graph = build(checkpointer)
  for (let warming = 0; warming < 5; warming++) await run(graph, executions)
  const taken = []
  for (let turn = 0; turn < 9; turn++) taken.push(await run(graph, executions))
  return taken.sort((a, b) => a - b)[4]
}

const sqlite = SqliteSaver.fromConnString(join(process.argv[2], 'langgraph.db'))
sqlite.db.pragma('journal_mode = WAL')
sqlite.db.pragma('synchronous = FULL')
const none = await measure(undefined, 20)
// A saver in memory keeps every checkpoint of every thread, so it is measured over few.
const memory = await measure(new MemorySaver(), 5)
console.log(JSON.stringify({ none, memory, synced: await measure(sqlite, 3) }))
