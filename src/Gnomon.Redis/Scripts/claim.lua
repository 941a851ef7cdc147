-- Hands out ready jobs.
--
-- BODY    1 node, 2 queues, 3 most jobs, 4 lease
-- answer  a list: {when there will be more (false: nobody knows), what happened in workflows, now}, packed, and then the
--         jobs: of a plain one the record with which it was accepted (see core.lua), the specification and the sequence
--         number; of another one 0 and, packed, {id, attempt, failures, spent, snoozes, created, due, priority, node or
--         false, arguments or false, specification}
-- cost    for a queue without limits 4 commands and, for each plain job, one read and one write in a batch; for another one
--         two members of sorted sets besides

local NODE, MOST, LEASE = BODY[1], BODY[3], BODY[4]
local claimed, nextDue = {}, NEVER

local function describe(job)
  local x = job.x or {}
  return {
    job.id, job.attempt, job.failures, job.failures + job.losses, job.snoozes, job.created, job.due,
    job.priority, x.n or false, x.o or false, specOf(job),
  }
end

-- A plain job is told as it was accepted.
local function answerOf(seqs, effects)
  local answer, n = { pack({ nextDue, effects, now }) }, 1
  for i = 1, #seqs do
    local seq = seqs[i]
    local job = jobs[seq]
    if job then
      answer[n + 1], answer[n + 2] = 0, pack(describe(job))
      n = n + 2
    else
      answer[n + 1], answer[n + 2], answer[n + 3] = stored[seq], specs[seq], seq
      n = n + 3
    end
  end
  return answer
end

-- Hands a job out, or ends it if its deadline has passed or its workflow is cancelled.
local function take(job)
  -- One before it may have ended it.
  if job.state ~= READY or (isStep(job) and part('workflows').stops(job)) then return end
  if deadlineOf(job) < now then return expire(job) end
  start(job, NODE, steady + LEASE)
  claimed[#claimed + 1] = job.seq
end

-- The next jobs of a queue without limits: highest priority, then longest ready, without those of other nodes. Answers too
-- whether they are the first of those that any node may run.
local function nextOf(queue, most)
  local pinned = pinnedReady(queue, NODE)
  zsync(queue.ready)
  zsync(pinned)
  local last, list, i, j = digits(most - 1), {}, 1, 1
  local own = call('ZRANGE', pinned, '0', last, 'WITHSCORES')
  if #own == 0 then
    local open = call('ZRANGE', queue.ready, '0', last)
    for at = 1, #open do list[at] = open[at] + 0 end
    return list, true
  end
  local open = call('ZRANGE', queue.ready, '0', last, 'WITHSCORES')
  while #list < most and (open[i] or own[j]) do
    if not own[j] or (open[i] and tonumber(open[i + 1]) < tonumber(own[j + 1])) then
      list[#list + 1] = tonumber(open[i])
      i = i + 2
    else
      list[#list + 1] = tonumber(own[j])
      j = j + 2
    end
  end
  return list
end

if Q[5] then
  -- The answer got lost: what was claimed then is read again, unless its lease has run out meanwhile.
  local kept = call('GET', P .. 'claimed:' .. NONCE)
  if kept then
    kept = cmsgpack.unpack(kept)
    prefetch(kept[1])
    for _, seq in ipairs(kept[1]) do
      local job = load(seq)
      if job and job.state == RUNNING and job.node == NODE and job.started == kept[4] then claimed[#claimed + 1] = seq end
    end
    nextDue = kept[2]
    return answerOf(claimed, kept[3])
  end
end

for _, name in ipairs(BODY[2]) do
  local queue = queueOf(name)
  if not queue.paused then
    local gate = gateOf(queue)
    if gate then gate.sort() end
    promote(queue, MAX_PROMOTED)
    while #claimed < MOST do
      local most = MOST - #claimed
      if gate then most = gate.free(most) end
      if most then
        if most == 0 then break end
        local list, isHead = nextOf(queue, most)
        if #list == 0 then break end
        prefetch(list, LOW_SPEC, specs)
        if gate then
          for i = 1, #list do take(load(list[i])) end
        else
          part('plain').claim(queue, list, isHead, NODE, steady + LEASE, claimed, take)
        end
      else
        local job = gate.next(NODE)
        if not job then break end
        take(job)
      end
    end
  end
end

-- The end of a job in the last queue may have let another go that waits in the first.
for _, name in ipairs(BODY[2]) do
  local queue = queueOf(name)
  if not queue.paused then
    if mayHaveScheduled(queue) then nextDue = min(nextDue, firstScheduled(queue) or NEVER) end
    local gate = gateOf(queue)
    local allowed = gate and gate.nextAt(NODE)
    if allowed then nextDue = min(nextDue, now + (allowed - steady)) end
  end
end

local effects = takeEffects()
nextDue = nextDue < NEVER and nextDue or false
if #claimed + (effects and 1 or 0) > 0 then
  call('SET', P .. 'claimed:' .. NONCE, pack({ claimed, nextDue, effects, now }), 'PX', KEPT)
end
write()
return answerOf(claimed, effects)
