-- Ends attempts.
--
-- BODY    1 attempts of jobs that were plain when they were handed out for the first time, and succeeded, by the claims that
--         handed them out: {claim (see core.lua), ids in one text, sequence numbers, results in the same order (false for
--         none) or nil}, 2 others: {1 token (see core.lua), 2 kind, 3 wait, 4 error, 5 result, 6 progress, 7 text, 8 log
--         lines}
--         kinds: 0 succeeded, 1 retry, 2 dead, 3 snoozed, 4 cancelled, 5 released, 6 parked
-- answer  true when all are plain jobs that succeeded; else for each: false when the token is stale, the job's new state, or
--         {state, freed, what happened in workflows}
-- cost    for each plain one a read and a write in a batch; for the others also another read where the sequence number is not
--         told, and two members of sorted sets; two reads more for the job of a tick

local function settleOne(s, job)
  report(job, s[6], s[7], s[8])
  local kind, text = s[2], s[4]
  if kind == 0 then endAttempt(job, A_SUCCEEDED, SUCCEEDED, now, 0, text, s[5])
  elseif kind == 2 then endAttempt(job, A_FAILED, DEAD, now, 0, text)
  elseif kind == 4 then endAttempt(job, A_CANCELLED, CANCELLED, now, 0, text)
  elseif kind == 1 then giveBack(job, A_FAILED, false, s[3], text)
  elseif kind == 3 then
    giveBack(job, A_SNOOZED, false, s[3], text)
    -- It ended while the job looked: nothing else would wake it.
    local work = job.state == SCHEDULED and part('works').of(job)
    if work and work.finished ~= 0 then part('works').wake(job) end
  elseif kind == 6 then giveBack(job, A_PARKED, false, s[3], text)
  else giveBack(job, A_RELEASED, true, 0, text) end
end

-- One that does not go the short way.
local function settleHere(s, seq)
  local job = heldBy(s[1], seq)
  if not job then return false end
  local unblocked = unblockedCount()
  settleOne(s, job)
  local freed = letsGo(queueOfJob(job)) or unblockedCount() ~= unblocked
  local effects = takeEffects()
  return (freed or effects) and { job.state, freed, effects } or job.state
end

local claims, others = BODY[1], BODY[2]
local answers, found = {}, {}
if part('plain').settle(claims, answers, settleHere) and #others == 0 then return finish(true) end
for i = 1, #others do found[i] = placeOf(others[i][1]) end
prefetch(found)
for i = 1, #others do answers[#answers + 1] = settleHere(others[i], found[i]) end
return finish(answers)
