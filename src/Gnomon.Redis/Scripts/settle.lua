-- Ends attempts.
--
-- BODY    settlements: {1 id, 2 attempt, 3 kind, 4 wait, 5 error, 6 result, 7 progress, 8 text, 9 log lines}
--         kinds: 0 succeeded, 1 retry, 2 dead, 3 snoozed, 4 cancelled, 5 released, 6 parked
-- answer  for each: false when the token is stale, the job's new state, or {state, freed, what happened in workflows}
-- cost    for each two reads, one write in a batch and two members of sorted sets; two reads more for the job of a tick

local function settleOne(s, job)
  report(job, s[7], s[8], s[9])
  local kind, text = s[3], s[5]
  if kind == 0 then endAttempt(job, A_SUCCEEDED, SUCCEEDED, now, 0, text, s[6])
  elseif kind == 2 then endAttempt(job, A_FAILED, DEAD, now, 0, text)
  elseif kind == 4 then endAttempt(job, A_CANCELLED, CANCELLED, now, 0, text)
  elseif kind == 1 then giveBack(job, A_FAILED, false, s[4], text)
  elseif kind == 3 then
    giveBack(job, A_SNOOZED, false, s[4], text)
    -- It ended while the job looked: nothing else would wake it.
    local work = job.state == SCHEDULED and part('works').of(job)
    if work and work.finished ~= 0 then part('works').wake(job) end
  elseif kind == 6 then giveBack(job, A_PARKED, false, s[4], text)
  else giveBack(job, A_RELEASED, true, 0, text) end
end

local answers = {}
local found = {}
for i = 1, #BODY do found[i] = seqOf(BODY[i][1]) end
prefetch(found)
for i = 1, #BODY do
  local s = BODY[i]
  local job = find(s[1])
  if not job or job.state ~= RUNNING or job.attempt ~= s[2] then
    answers[i] = false
  else
    local unblocked = unblockedCount()
    settleOne(s, job)
    local freed = letsGo(queueOfJob(job)) or unblockedCount() ~= unblocked
    local effects = takeEffects()
    answers[i] = (freed or effects) and { job.state, freed, effects } or job.state
  end
end
return finish(answers)
