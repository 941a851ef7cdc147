// The same measurement as `throughput` of Gnomon.Benchmarks, on BullMQ: node throughput.mjs --url redis://127.0.0.1:6379
// [--jobs 100000] [--concurrency 100] [--payload 100]. Prints one JSON object with the same members.
import { parseArgs } from 'node:util'
import { Queue, Worker } from 'bullmq'

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    jobs: { type: 'string', default: '100000' },
    concurrency: { type: 'string', default: '100' },
    payload: { type: 'string', default: '100' },
  },
})
const address = new URL(values.url)
const connection = { host: address.hostname, port: Number(address.port || 6379), maxRetriesPerRequest: null }
const jobs = Number(values.jobs)
const concurrency = Number(values.concurrency)
const data = '1'.repeat(Number(values.payload))
const bulkSize = 1000
const bulkCallers = 4
const singleCallers = 64
const latencyJobs = 1000

const perSecond = (count, started) => Math.round(count / ((performance.now() - started) / 1000))

async function fromMany(callers, work) {
  await Promise.all(Array.from({ length: callers }, work))
}

async function addBulk(queue, count) {
  let left = count
  const started = performance.now()
  await fromMany(bulkCallers, async () => {
    while (left > 0) {
      const size = Math.min(bulkSize, left)
      left -= size
      await queue.addBulk(Array.from({ length: size }, () => ({ name: 'noop', data })))
    }
  })
  return perSecond(count, started)
}

async function addSingle(queue, count) {
  let left = count
  const started = performance.now()
  await fromMany(singleCallers, async () => {
    while (left-- > 0) await queue.add('noop', data)
  })
  return perSecond(count, started)
}

function drain(name, count) {
  return new Promise((resolve, reject) => {
    let ended = 0
    const started = performance.now()
    const worker = new Worker(name, async () => {}, { connection, concurrency, removeOnComplete: { count: 0 } })
    worker.on('completed', async () => {
      if (++ended < count) return
      const rate = perSecond(count, started)
      await worker.close()
      resolve(rate)
    })
    worker.on('error', reject)
  })
}

async function latencies(queue) {
  const seen = []
  let entered
  const worker = new Worker(queue.name, async () => entered(performance.now()), { connection, concurrency })
  await worker.waitUntilReady()
  for (let i = 0; i < latencyJobs; i++) {
    const at = new Promise(resolve => { entered = resolve })
    const called = performance.now()
    await queue.add('noop', data)
    seen.push(await at - called)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  await worker.close()
  return seen.sort((a, b) => a - b)
}

async function measure(count) {
  const queue = new Queue(`gnomon-peer-${process.pid}-${count}`, { connection })
  const half = Math.floor(count / 2)
  const enqueueBulkPerSecond = await addBulk(queue, half)
  const enqueueSinglePerSecond = await addSingle(queue, count - half)
  const drainPerSecond = await drain(queue.name, count)
  const waits = await latencies(queue)
  await queue.obliterate({ force: true })
  await queue.close()
  return {
    store: `bullmq ${values.url}`, jobs: count, concurrency, payload: data.length, enqueueBulkPerSecond,
    enqueueSinglePerSecond, drainPerSecond,
    startLatencyP50Ms: Number(waits[Math.floor(waits.length / 2)].toFixed(3)),
    startLatencyP99Ms: Number(waits[Math.floor(waits.length * 0.99)].toFixed(3)),
  }
}

await measure(Math.min(jobs, 20000))
console.log(JSON.stringify(await measure(jobs)))
