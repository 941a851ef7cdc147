-- The counts of all jobs by queue and state, the queues, and how old the oldest ready job of each is.
--
-- BODY    nothing
-- answer  1 {state, queue, count} each, 2 {queue, settings (MessagePack)} each, 3 {queue, ready since} each,
--         4 schedules, 5 the store's clock
-- cost    4 reads, and for each queue with jobs that wait two for each priority; the same however many jobs there are

local rows, since, names = {}, {}, {}
local all = call('HGETALL', P .. 'c')
for i = 1, #all, 2 do
  local state, queue = tonumber(string.sub(all[i], 1, 1)), string.sub(all[i], 3)
  rows[#rows + 1] = { state, queue, tonumber(all[i + 1]) }
  if state == READY or state == SCHEDULED then names[queue] = true end
end

for name in pairs(names) do
  local queue = queueOf(name)
  local oldest = oldestDue(queue.ready)
  local gate = gateOf(queue)
  if gate then oldest = min(oldest, gate.oldest()) end
  for _, node in ipairs(call('SMEMBERS', P .. 'rnq:' .. name)) do
    oldest = min(oldest, oldestDue(pinnedReady(queue, node)))
  end
  local due = firstScheduled(queue)
  if due and due <= now then oldest = min(oldest, due) end
  if oldest < NEVER then since[#since + 1] = { name, oldest } end
end

local settings = {}
local stored = call('HGETALL', P .. 'q')
for i = 1, #stored, 2 do settings[#settings + 1] = { stored[i], stored[i + 1] } end
return pack({ rows, settings, since, call('ZCARD', P .. 'sid'), now })
