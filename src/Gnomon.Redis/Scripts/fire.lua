-- Decides ticks of schedules: each request is a commit of its own, which changes nothing when it is refused.
--
-- BODY    1 why a job ends whose place a later tick takes, 2 the requests: {1 schedule, 2 revision, 3 expected mark,
--         4 new mark, 5 kind, 6 overlap (nil: the schedule's), 7 stamp of the definition that it was worked out from,
--         8 next tick after the new mark (nil: none), 9 when that is due, 10 when the last of the ticks is due, 11 ticks}
--         kinds: 0 due, 1 by hand, 2 backfill; a tick: {1 at, 2 outcome, 3 reason, 4 until, 5 job, 6 draft (nil: none)}
-- answer  1 the clock, 2 for each request: false when it is refused; 0 when the definition is another one now: to be worked
--         out again; true when every tick was decided as asked and every job is new; else {1 ticks, 2 jobs, 3 jobs that
--         were ended, 4 jobs whose handlers are to stop, 5 what happened in workflows}. A tick: true as asked, or {outcome, job, reason}; those at the
--         end may be missing, undecided. A job, beside its tick: true when it is new, false for none, or {outcome, id}
--         reasons: text; 1 overlap, 2 one waits already, 3 too many wait, 4 waits, 5 ran before; {key, holder, what the
--         duplicate did to it}
-- cost    for each tick with a job that of enqueue_jobs, 3 reads and 4 writes

local DUE, BY_HAND, BACKFILL = 0, 1, 2
local RAN, SKIPPED, BUFFERED = 0, 1, 2
local SKIP, BUFFER_ONE, BUFFER_ALL, CANCEL, TERMINATE = 1, 2, 3, 4, 5
local R_OVERLAP, R_ONE, R_ALL, R_WAITS, R_RAN_BEFORE = 1, 2, 3, 4, 5
local MAX_BUFFERED, MAX_ENDED = 1000, 1000
local TERMINATED = BODY[1]
local schedules = part('schedules')

local function jobsOf(seqs)
  prefetch(seqs)
  local list = {}
  for i = 1, #seqs do list[i] = load(tonumber(seqs[i])) end
  return list
end

-- Whether a tick will be skipped for its key whatever is done to earlier jobs: then nothing is done to them.
local function isKeyHeldElsewhere(s, d, overlap)
  if not keyIn(d) then return false end
  local holder = holderFor(d)
  if not holder then return false end
  return terminal(holder.state) or (holder.x and holder.x.sc) ~= s.id or (overlap == CANCEL and holder.state == RUNNING)
end

-- Ends the earlier jobs, or asks them to end. What is buffered goes first, so that nothing of it is let go by the end of
-- the others. Answers whether the new job has to wait for one.
local function endEarlier(s, overlap, answer)
  local works = part('works')
  local function cancel(job)
    if overlap == TERMINATE then works.terminateWith(job, TERMINATED) end
    shift(job, CANCELLED, job.due, 0)
    insert(answer[3], job.id)
  end
  for _, job in ipairs(jobsOf(schedules.buffered(s.id))) do cancel(job) end
  for _, job in ipairs(jobsOf(schedules.active(s.id, MAX_ENDED))) do
    -- The end of one before it may have ended it.
    if terminal(job.state) then
    elseif job.state ~= RUNNING then cancel(job)
    elseif overlap == TERMINATE then
      works.terminateWith(job, TERMINATED)
      endAttempt(job, A_CANCELLED, CANCELLED, now, 0, TERMINATED)
      insert(answer[3], job.id)
      insert(answer[4], job.id)
    else
      if not job.cancel then
        job.cancel = true
        touch(job)
      end
      insert(answer[4], job.id)
      local work = works.openOf(job)
      if work then works.cancel(work) end
    end
  end
  for _, id in ipairs(schedules.works(s.id, MAX_ENDED)) do
    local work = part('workflows').find(id)
    if overlap == TERMINATE then works.terminate(work, TERMINATED)
    elseif not work.cancelled then works.cancel(work) end
  end
  return schedules.live(s.id) > 0
end

-- Decides one tick. Answers it as it is to be recorded, and what became of its job; nil when it is left undecided.
local function decide(s, kind, overlap, t, answer)
  local d, waits = t[6], false
  if overlap ~= 0 then
    local live, waiting = schedules.live(s.id)
    if live > 0 and not find(d[1]) then
      if overlap == SKIP then return { SKIPPED, false, R_OVERLAP }, false
      elseif overlap == BUFFER_ONE and waiting > 0 then return { SKIPPED, false, R_ONE }, false
      elseif overlap == BUFFER_ALL and waiting >= MAX_BUFFERED then
        if kind == BACKFILL then return nil end
        return { SKIPPED, false, R_ALL }, false
      elseif overlap == BUFFER_ONE or overlap == BUFFER_ALL then waits = true
      elseif not isKeyHeldElsewhere(s, d, overlap) then waits = endEarlier(s, overlap, answer) end
    end
  end
  local result = accept(d, waits)
  local outcome, id = result[1], result[2]
  if outcome == CREATED then return waits and { BUFFERED, d[1], R_WAITS } or true, true end
  if outcome == SAME_ID then return true, result end
  if outcome == REPLACED then return { t[2], id, { keyIn(d), id, d[13] } }, result end
  return { SKIPPED, false, { keyIn(d), id, 0 } }, result
end

-- Whether a tick of a backfill made a job before; and what there is to say about that.
local function isDecided(s, t)
  if find(t[6][1]) then return true, { SAME_ID, t[6][1] } end
  for _, stored in ipairs(schedules.ticks(s.id, 0, -1)) do
    local tick = cmsgpack.unpack(stored)
    if tick[1] == t[1] and tick[3] ~= SKIPPED then return true, false end
  end
  return false
end

local function record(s, kind, t, decided)
  if kind == BY_HAND then return end
  local tick
  if decided == true then tick = { t[1], now, t[2], t[5] or false, t[3] or false, t[4] or false, false }
  else tick = { t[1], now, decided[1], decided[2], decided[3] or false, t[4] or false, false } end
  tick[7] = kind == BACKFILL and t[2] ~= SKIPPED
  schedules.keepTick(s, tick)
  if kind == DUE and tick[3] ~= SKIPPED then
    schedules.past(s).lastTick = t[1]
    s.runs = s.runs + 1
  end
end

local function fire(r)
  local s, kind = schedules.find(r[1]), r[5]
  if not s or s.revision ~= r[2] or (kind == DUE and s.mark ~= r[3]) then return false end
  if kind ~= BY_HAND then
    if s.stamp ~= r[7] then return 0 end
    if r[10] and r[10] > now then return false end
  end
  local overlap = r[6] or s.overlap
  local answer, isAsAsked = { {}, {}, {}, {}, false }, true
  for i, t in ipairs(r[11]) do
    local decided, job = true, false
    if t[2] ~= SKIPPED then
      local isPassedOver, found = false, false
      if kind == BACKFILL then isPassedOver, found = isDecided(s, t) end
      if isPassedOver then decided, job = { SKIPPED, false, R_RAN_BEFORE }, found
      else
        decided, job = decide(s, kind, overlap, t, answer)
        if not decided then
          isAsAsked = false
          break
        end
        record(s, kind, t, decided)
      end
      isAsAsked = isAsAsked and decided == true and job == true
    else
      record(s, kind, t, true)
    end
    answer[1][i], answer[2][i] = decided, job
  end
  if kind == DUE then
    s.mark = r[4]
    schedules.arm(s, r[8], r[9])
  end
  answer[5] = takeEffects()
  return isAsAsked and not answer[5] and #answer[3] + #answer[4] == 0 or answer
end

local ids, answers = {}, {}
for i, r in ipairs(BODY[2]) do ids[i] = r[1] end
schedules.prefetch(ids)
for i, r in ipairs(BODY[2]) do answers[i] = fire(r) end
return finish({ now, answers })
