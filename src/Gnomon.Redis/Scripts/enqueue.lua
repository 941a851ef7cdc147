-- How a draft becomes a job, or meets the one that is there.
--
-- A draft: 1 id, 2 queue, 3 handler, 4 version of the arguments, 5 priority, 6 due (nil: now), 7 delay (nil: none),
-- 8 attempts allowed, 9 what few have (map or nil; see core), 10 specification, 11 the job whose attempt asks, 12 that
-- attempt, 13 what a duplicate does, 14 scope of the key, 15 what a holder takes over: arguments, version, headers

local CREATED, SAME_ID, SAME_KEY, REPLACED, REJECTED, STALE, WITHHELD = 0, 1, 2, 3, 4, 5, 6
local REJECT, REPLACE, DEBOUNCE = 1, 2, 3

local function dueOf(d) return d[6] or min(NEVER, now + (d[7] or 0)) end

local function keyIn(d) return d[9] and d[9].k end

local function holderFor(d) return part('keys').find(keyIn(d), d[14], d[2], d[3]) end

local function replaces(action, holder)
  return (action == REPLACE or action == DEBOUNCE) and holder.attempt == 0
    and (holder.state == SCHEDULED or holder.state == READY)
end

-- Puts a draft among the jobs; its id and key are free.
local function store(d, isBlocked)
  -- Jobs that came due before this one was accepted are ready before it.
  promote(queueOf(d[2]), MAX_PROMOTED)
  local due = dueOf(d)
  local waits = due > now
  local group = groupFor(d[2], d[3], d[4])
  local x = d[9] or false
  if not groupOf(group).handler then
    x = x or {}
    x.h = d[3]
  end
  local job = {
    seq = takeSeq(), id = d[1], state = isBlocked and BLOCKED or waits and SCHEDULED or READY, group = group,
    priority = d[5], order = (waits or isBlocked) and 0 or takeOrder(), created = now, due = waits and due or now,
    allowed = d[8], x = x, spec = d[10], attempt = 0, failures = 0, losses = 0, snoozes = 0, cancel = false,
  }
  put(job)
  return job
end

-- Stores a draft, or does what it asks for where its id or its key is taken.
local accept
do
  -- Gives a job that waits and was never handed out the arguments of a draft.
  local function replace(job, d)
    local version = groupOf(job.group).version
    setExtra(job, 'o', d[15])
    if d[4] ~= version then
      local number = groupFor(queueOfJob(job).name, handlerOf(job), d[4])
      tally(job, job.state, -1)
      tallyJob(job, -1)
      if not groupOf(number).handler and not job.x.h then job.x.h = handlerOf(job) end
      job.group = number
      tallyJob(job, 1)
      tally(job, job.state, 1)
    end
    touch(job)
  end

  -- What a draft does whose key a job holds.
  local function meet(d, holder)
    local action = d[13]
    if not replaces(action, holder) then return { SAME_KEY, holder.id } end
    replace(holder, d)
    if action == DEBOUNCE then
      promote(queueOfJob(holder), MAX_PROMOTED)
      local due = dueOf(d)
      if due > now then shift(holder, SCHEDULED, due, 0, 'debounce')
      else shift(holder, READY, now, takeOrder(), 'debounce') end
    end
    return { REPLACED, holder.id }
  end

  accept = function(d, isBlocked)
    if find(d[1]) then return { SAME_ID, d[1] } end
    if keyIn(d) then
      local holder = holderFor(d)
      if holder then return meet(d, holder) end
    end
    store(d, isBlocked)
    return { CREATED, d[1] }
  end
end

-- The holders that the drafts of a call would be, so that one can be refused before anything is stored.
local function newTrial()
  local ids, holders = {}, {}
  local trial = {}
  local function places(d)
    local key = keyIn(d)
    return { '0\0' .. d[2] .. '\0' .. key, '1\0' .. d[3] .. '\0' .. key, '2\0\0' .. key }
  end
  function trial.has(id) return ids[id] end
  function trial.holder(d)
    local holder = holders[places(d)[d[14] + 1]]
    return holder and holder.id
  end
  function trial.add(d)
    ids[d[1]] = true
    if not keyIn(d) or (d[9].dl and d[9].dl < now) then return end
    local period = d[9].kp or NEVER
    for _, place in ipairs(places(d)) do
      local other = holders[place]
      if not other or other.period <= period then holders[place] = { id = d[1], period = period } end
    end
  end
  return trial
end

local function isNewest(id, attempt)
  local job = find(id)
  return job and isHeld(job, attempt)
end

-- The answer to a call that is refused; nil when it is not, unless all that is asked is what would become of it.
local refusal
do
  -- What would become of a draft after those before it.
  local function try(d, trial)
    if d[11] and not isNewest(d[11], d[12]) then return { STALE, d[1] } end
    if find(d[1]) then return { SAME_ID, d[1] } end
    if trial.has(d[1]) then return { WITHHELD, d[1] } end
    if keyIn(d) then
      local holder = holderFor(d)
      if holder then
        if d[13] == REJECT then return { REJECTED, holder.id } end
        if replaces(d[13], holder) then return { WITHHELD, d[1] } end
        return { SAME_KEY, holder.id }
      end
      local other = trial.holder(d)
      if other then
        if d[13] == REJECT then return { REJECTED, other } end
        return { WITHHELD, d[1] }
      end
    end
    trial.add(d)
    return { WITHHELD, d[1] }
  end

  refusal = function(drafts, isTrial)
    local canBe = isTrial
    for i = 1, #drafts do
      local d = drafts[i]
      canBe = canBe or d[11] or (keyIn(d) and d[13] == REJECT)
    end
    if not canBe then return nil end
    local trial, results, isRefused = newTrial(), {}, false
    for i = 1, #drafts do
      results[i] = try(drafts[i], trial)
      isRefused = isRefused or results[i][1] == REJECTED or results[i][1] == STALE
    end
    return (isRefused or isTrial) and results or nil
  end
end
