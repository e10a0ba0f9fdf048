// The load: orders as lines of JSON on stdin, one answer a line on stdout. Latencies in milliseconds, exact, by autocannon.
import { createInterface } from 'node:readline'
import autocannon from 'autocannon'

const LEAST = 3 // answers, however long they take
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]

// `whole`: the bytes that an answer has at least; a smaller one is an error that came as a 200.
async function fire ({ url, headers, bodies, connections, seconds, whole }) {
  const times = []
  let failed = 0
  let isOver = false
  let ended
  const requests = bodies.map(body => ({ method: 'POST', path: new URL(url).pathname, headers, body }))
  const began = performance.now()
  const run = autocannon({ url, connections, requests, duration: 120, timeout: 60, sampleInt: 50 })
  const end = () => { ended ??= performance.now(); run.stop() }
  run.on('response', (_client, status, bytes, time) => {
    if (ended) return
    if (status === 200 && bytes >= whole) times.push(time)
    else failed += 1
    if (isOver && times.length + failed >= LEAST) end()
  })
  const timer = setTimeout(() => { isOver = true; if (times.length + failed >= LEAST) end() }, seconds * 1000)
  const { errors } = await run
  clearTimeout(timer)
  times.sort((a, b) => a - b)
  const took = ((ended ?? performance.now()) - began) / 1000
  return { count: times.length, rate: times.length / took, p50: at(times, 0.5) ?? null, p95: at(times, 0.95) ?? null, failed: failed + errors }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await fire(JSON.parse(line))) + '\n')
}
