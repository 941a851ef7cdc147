-- Why a job is not running, as far as the store knows.
--
-- BODY    id
-- answer  false when there is no such job, else 1 the job (see describe.lua), 2 the reason, as WaitReason numbers them,
--         3 until when (or false), 4 limit (or false), 5 how many run (or false), 6 id of the job that must end first (or
--         false), 7 names of what it waits for, 8 how many those are in all (or false), 9 how many ready jobs go before it
--         (or false)
-- cost    the job, and a few reads of its queue, however many wait there

local MAX_AHEAD = 1000
local REASON_READY, REASON_RUNNING, REASON_ENDED, NOT_DUE, RETRY_WAIT, PUT_OFF, PAUSED, EARLIER_RUN = 0, 1, 2, 3, 4, 5, 6, 17

local job = find(BODY)
if not job then return pack(false) end

-- What a reason comes with: until, limit, running, behind (id), missing (names), missingCount, ahead.
local function explained(reason, with)
  with = with or {}
  return pack({
    describeJob(job), reason, with['until'] or false, with.limit or false, with.running or false, with.behind or false,
    with.missing or {}, with.missingCount or false, with.ahead or false,
  })
end

local function reasonOfScheduled()
  if job.attempt == 0 then return NOT_DUE end
  if job.outcome == A_FAILED then return RETRY_WAIT end
  if job.outcome == A_SNOOZED or job.outcome == A_PARKED then return PUT_OFF end
  return NOT_DUE
end

-- How many ready jobs go before it: those that the one who gets it could get too.
local function countAhead(queue, gate)
  if job.state ~= READY then return false end
  local node = pinOf(job)
  local lists = gate and gate.listsOf(job)
    or (node and { queue.ready, pinnedReady(queue, node) } or { queue.ready })
  local ahead = 0
  for _, key in ipairs(lists) do ahead = ahead + call('ZCOUNT', key, '-inf', '(' .. format('%.0f', rankOf(job))) end
  return min(ahead, MAX_AHEAD)
end

if terminal(job.state) then return explained(REASON_ENDED) end
if job.state == RUNNING then return explained(REASON_RUNNING) end
if job.state == BLOCKED then
  -- A step says itself what it waits for: the reason and what comes with it.
  if isStep(job) then return explained(part('workflows').explain(job)) end
  local first = part('schedules').firstActive(job.x.sc)
  return explained(EARLIER_RUN, { behind = first and first.id })
end

if job.state == SCHEDULED and job.due > now then return explained(reasonOfScheduled(), { ['until'] = job.due }) end
local queue = queueOfJob(job)
if queue.paused then return explained(PAUSED) end
local gate = gateOf(queue)
if not gate then return explained(REASON_READY, { ahead = countAhead(queue) }) end
local reason, with = gate.explain(job)
if with.at then with['until'] = now + (with.at - steady) end
if reason == REASON_READY then with.ahead = countAhead(queue, gate) end
return explained(reason, with)
