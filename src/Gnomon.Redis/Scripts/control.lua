-- Cancels, revives, deletes, hastens, pins, expires or terminates jobs, or gives them another priority.
--
-- BODY    1 action, 2 ids (nil: by filter), 3 filter (see listing.lua), 4 most, 5 reason, 6 priority, 7 node,
--         8 the present pin that a change is bound to, 9 the sequence number to begin at, 10 the one to end before
--         actions: 0 cancel, 1 retry, 2 delete, 3 run now, 4 priority, 5 pin, 6 expire, 7 terminate
-- answer  1 {id, outcome, state, freed, what happened in workflows} each, 2 where to go on, or false, 3 where to end
--         outcomes: 0 done, 1 requested, 2 not found, 3 not allowed
-- cost    for each job two reads, one write in a batch and two members of sorted sets; by filter besides one read for 64
--         jobs that are looked at, at most 2,048 of them

local DONE, REQUESTED, NOT_FOUND, NOT_ALLOWED = 0, 1, 2, 3
local ACTION = BODY[1]

local function waits(state) return state == SCHEDULED or state == READY or state == BLOCKED end

local possible = {
  [0] = function(state) return not terminal(state) end,
  function(state) return terminal(state) end,
  function(state) return terminal(state) end,
  function(state) return state == SCHEDULED end,
  function(state) return not terminal(state) end,
  waits,
  waits,
  function(state) return not terminal(state) end,
}

local function isPossible(job)
  return possible[ACTION](job.state) and (not BODY[8] or BODY[8] == pinOf(job))
end

local function cancel(job)
  if job.state == RUNNING then
    if not job.cancel then
      job.cancel = true
      touch(job)
    end
    local work = part('works').openOf(job)
    if work then part('works').cancel(work) end
    return REQUESTED
  end
  shift(job, CANCELLED, job.due, 0)
  return DONE
end

-- An id as people write it.
local function uuid(id)
  local text = string.gsub(id, '.', function(c) return format('%02x', byte(c)) end)
  return string.gsub(text, '^(........)(....)(....)(....)(.*)$', '%1-%2-%3-%4-%5')
end

local function terminate(job)
  part('works').terminateWith(job, 'job ' .. uuid(job.id) .. ' was terminated')
  if job.state ~= RUNNING then cancel(job)
  else endAttempt(job, A_CANCELLED, CANCELLED, now, 0, 'attempt ' .. job.attempt .. ' was terminated') end
  return DONE
end

local function revive(job)
  if isStep(job) then return part('workflows').revive(job) and DONE or NOT_ALLOWED end
  if job.x and job.x.k and part('keys').other(job) then return NOT_ALLOWED end
  local to = READY
  if job.x and job.x.sc then to = part('works').revivedState(job) end
  if to == READY then shift(job, to, now, takeOrder(), 'revive')
  else shift(job, to, job.created, 0, 'revive') end
  return DONE
end

-- Changes what decides where a ready job stands, and puts it there.
local function replaced(job, change)
  local isListed = job.state == READY
  if isListed then unlistReady(job) end
  change()
  touch(job)
  if isListed then listReady(job, true) end
end

local function pin(job, node)
  if pinOf(job) == node then return end
  replaced(job, function()
    local former = pinOf(job)
    tally(job, job.state, -1)
    if former then listPin(job, former, false) end
    setExtra(job, 'n', node)
    if node then listPin(job, node, true) end
    tally(job, job.state, 1)
  end)
end

local actions = {
  [0] = cancel,
  revive,
  function(job)
    if isStep(job) then return NOT_ALLOWED end
    remove(job)
  end,
  function(job) shift(job, READY, now, takeOrder()) end,
  function(job)
    if job.priority ~= BODY[6] then replaced(job, function() job.priority = BODY[6] end) end
  end,
  function(job) pin(job, BODY[7]) end,
  function(job)
    if BODY[5] then job.error = BODY[5]; job.been = true end
    shift(job, EXPIRED, job.due, 0)
  end,
  terminate,
}

local function carryOut(job)
  local unblocked = unblockedCount()
  local queue = queueOfJob(job)
  local outcome = isPossible(job) and (actions[ACTION](job) or DONE) or NOT_ALLOWED
  return {
    job.id, outcome, job.state, letsGo(queue) or unblockedCount() ~= unblocked, takeEffects(),
  }
end

local results = {}
if BODY[2] then
  for i = 1, #BODY[2] do
    local job = find(BODY[2][i])
    results[i] = job and carryOut(job) or { BODY[2][i], NOT_FOUND, 0, false, false }
  end
  return finish({ results, false, 0 })
end

-- Oldest first, so that revived and hastened jobs become ready in their order. The end stays where it was at the first
-- step: what is accepted meanwhile is left alone.
local stop = min(BODY[10] or NEVER, nextSeq)
-- One after another: what is done to a job may change whether the next one is concerned. The next step looks at all that come
-- after the last that was changed: some of them may be concerned by then.
local last
local at = scan(BODY[3], BODY[9] or 0, stop - 1, false, function(job)
  if #results == BODY[4] then return false end
  if isPossible(job) then
    results[#results + 1] = carryOut(job)
    last = job.seq
  end
end)
if at and #results == BODY[4] then at = last + 1 end
return finish({ results, at or false, stop })
