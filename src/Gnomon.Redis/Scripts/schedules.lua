-- Schedules: what is stored of one, and what their jobs do to them from the tick to the end.
--
-- `{ns}:sid`          the ids of all, score 0
-- `{ns}:sdue`         those with a next tick, by the instant it is due at
-- `{ns}:sd`           by id: the definition as ScheduleCodec writes it, not paused and without a reason
-- `{ns}:ss`           by id: what changes, MessagePack, see `encode`
-- `{ns}:se`           by id: what was done to it, oldest first: {kind, at, revision, reason} each; only of changed ones
-- `{ns}:st:<id>`      its newest ticks, newest first: {at, fired at, outcome, job, reason, until, whether backfilled}
-- `{ns}:sl:<id>`      its runs that have not ended: by age jobs that may run, then workflows whose job has ended before
--                     them (`w` and the id), then jobs that wait for the end of all those
-- `{ns}:sr`           schedules that were removed, by when
-- `{ns}:sets`         declared sets by name: {version, content, stored at, removed, stamp}
-- `{ns}:sm:<set>`     the ids of a set's schedules, score 0
--
-- Instants that name something (marks, nominal ticks) are decimal texts of 100 ns since the year 1; they are compared
-- for equality only. A stamp is a number that no other definition has.

parts.schedules = function()
  local WORKS = 2251799813685248      -- 2^51, added to the score of a workflow without its job
  local BUFFERED = 4503599627370496   -- 2^52, added to the score of a job that waits for another
  local MAX_EVENTS, MAX_TICKS = 50, 100
  local STORED, CHANGED, PAUSED, RESUMED, AUTO_PAUSED = 0, 1, 2, 3, 4
  local it = {}
  local known, changed, ticks, unblocked, paused = {}, {}, {}, 0, false
  it.STORED, it.CHANGED, it.PAUSED, it.RESUMED = STORED, CHANGED, PAUSED, RESUMED

  local function decodeSchedule(id, stored)
    local a = cmsgpack.unpack(stored)
    local s = {
      id = id, stored = stored, stamp = a[1], revision = a[2], mark = a[3], next = a[4], runs = a[5], storedAt = a[6], overlap = a[7],
      maxRuns = a[8], pauseAfter = a[9], paused = a[10], reason = a[11], set = a[12], declared = a[13],
    }
    local past = a[14]
    if past then
      s.past = {
        lastTick = past[1], ran = past[2], skipped = past[3], buffered = past[4], succeeded = past[5],
        failed = past[6], cancelled = past[7], consecutive = past[8], lastRun = past[9], lastRunAt = past[10],
        lastRunEnded = past[11], lastRunState = past[12], recorded = past[13],
      }
    end
    known[id] = s
    return s
  end

  -- 1 stamp, 2 revision, 3 mark, 4 next tick or false, 5 runs, 6 when it was stored first, 7 overlap, 8 most runs and
  -- 9 pause after failures (0: none), 10 paused, 11 reason (text, or {failures, job, error, state} of the pause after
  -- failures), 12 set, 13 whether the set declares it paused, 14 its past, false while nothing has happened: 1 last tick
  -- that ran, 2 ran, 3 skipped, 4 buffered, 5 succeeded, 6 failed, 7 cancelled, 8 failures in a row, 9 newest run,
  -- 10 when it became ready, 11 when it ended, 12 in which state, 13 ticks ever recorded
  function it.encode(s)
    local p = s.past
    return pack({
      s.stamp, s.revision, s.mark, s.next, s.runs, s.storedAt, s.overlap, s.maxRuns, s.pauseAfter, s.paused, s.reason,
      s.set, s.declared, p and {
        p.lastTick, p.ran, p.skipped, p.buffered, p.succeeded, p.failed, p.cancelled, p.consecutive, p.lastRun,
        p.lastRunAt, p.lastRunEnded, p.lastRunState, p.recorded,
      } or false,
    })
  end

  -- An instant of the clock as marks are written.
  function it.instant(micros)
    return format('%.0f%06d0', 62135596800 + floor(micros / 1000000), micros % 1000000)
  end

  -- The schedule with an id, or nil.
  function it.find(id)
    local s = known[id]
    if s ~= nil then return s or nil end
    local stored = call('HGET', P .. 'ss', id)
    if stored then return decodeSchedule(id, stored) end
    known[id] = false
  end

  -- Reads many with one command.
  function it.prefetch(ids)
    for from = 1, #ids, 4000 do
      local to = min(from + 3999, #ids)
      local found = call('HMGET', P .. 'ss', unpack(ids, from, to))
      for i = from, to do
        local stored = found[i - from + 1]
        if known[ids[i]] == nil then
          if stored then decodeSchedule(ids[i], stored) else known[ids[i]] = false end
        end
      end
    end
  end

  -- What has to be the same for a change of a schedule to be what it was meant to be; false for no schedule.
  function it.token(s)
    if not s then return false end
    return format('%.0f %.0f %s %s', s.revision, s.stamp, s.set or '', s.declared and 'paused' or '')
  end

  -- Notes that a schedule has to be written.
  function it.touch(s)
    changed[s.id] = s
    s.stored = nil
  end

  function it.add(id)
    local s = { id = id, revision = 0, runs = 0, storedAt = now, set = false, declared = false }
    known[id] = s
    return s
  end

  function it.forget(s)
    known[s.id], changed[s.id], ticks[s.id] = false, nil, nil
    hput(P .. 'ss', s.id, false)
    hput(P .. 'sd', s.id, false)
    hput(P .. 'se', s.id, false)
    call('DEL', P .. 'st:' .. s.id)
    zput(P .. 'sid', s.id, false)
    zput(P .. 'sdue', s.id, false)
    if s.set then zput(P .. 'sm:' .. s.set, s.id, false) end
  end

  -- Gives a schedule its next tick, unless it is paused or has run often enough.
  function it.arm(s, tick, due)
    if s.paused or (s.maxRuns > 0 and s.runs >= s.maxRuns) then tick = false end
    s.next = tick or false
    zput(P .. 'sdue', s.id, tick and due or false)
    it.touch(s)
  end

  -- What became of a schedule so far.
  function it.past(s)
    local past = s.past
    if past then return past end
    past = {
      lastTick = false, ran = 0, skipped = 0, buffered = 0, succeeded = 0, failed = 0, cancelled = 0, consecutive = 0,
      lastRun = false, lastRunAt = 0, lastRunEnded = 0, lastRunState = 0, recorded = 0,
    }
    s.past = past
    return past
  end

  function it.events(s)
    local field = hashes[P .. 'se'] and hashes[P .. 'se'][s.id]
    if field == nil then field = call('HGET', P .. 'se', s.id) end
    if field then return cmsgpack.unpack(field) end
    return { { STORED, s.storedAt, 1, false } }
  end

  function it.keepEvents(s, events)
    while #events > MAX_EVENTS do table.remove(events, 1) end
    hput(P .. 'se', s.id, pack(events))
  end

  -- Remembers what was done to a schedule.
  function it.note(s, kind, reason)
    local events = it.events(s)
    events[#events + 1] = { kind, now, s.revision, reason or false }
    it.keepEvents(s, events)
  end

  local function syncTicks(id)
    local list = ticks[id]
    if not list then return end
    ticks[id] = nil
    local key, s = P .. 'st:' .. id, known[id]
    bulk('LPUSH', key, list)
    if s.past.recorded > MAX_TICKS then call('LTRIM', key, 0, MAX_TICKS - 1) end
  end

  -- The ticks from one place, counted from the newest, to another.
  function it.ticks(id, from, to)
    syncTicks(id)
    return call('LRANGE', P .. 'st:' .. id, from, to)
  end

  -- Records a decided tick, and counts it.
  function it.keepTick(s, tick)
    local list = ticks[s.id]
    if not list then list = {}; ticks[s.id] = list end
    list[#list + 1] = pack(tick)
    local past, outcome = it.past(s), tick[3]
    past.recorded = past.recorded + 1
    if outcome == 1 then past.skipped = past.skipped + 1
    elseif outcome == 2 then past.buffered = past.buffered + 1
    else past.ran = past.ran + 1 end
    it.touch(s)
  end

  ---------------------------------------------------------------------------------------------------------- its jobs

  -- By name, not in the schedule: one can be removed and stored again while its jobs live.
  local function liveKey(id)
    local key = P .. 'sl:' .. id
    zsync(key)
    return key
  end

  -- How many runs of a schedule have not ended, and how many of them wait for another.
  function it.live(id)
    local key = liveKey(id)
    local all = call('ZCARD', key)
    return all, all > 0 and call('ZCOUNT', key, format('%.0f', BUFFERED), '+inf') or 0
  end

  -- The jobs that wait for another, in the order in which they are to run.
  function it.buffered(id)
    return call('ZRANGEBYSCORE', liveKey(id), format('%.0f', BUFFERED), '+inf')
  end

  -- The oldest jobs that do not wait for another, so many at most.
  function it.active(id, most)
    return call('ZRANGEBYSCORE', liveKey(id), '-inf', '(' .. format('%.0f', WORKS), 'LIMIT', 0, most)
  end

  -- The ids of the oldest workflows that go on although their job has ended, so many at most.
  function it.works(id, most)
    local found = call(
      'ZRANGEBYSCORE', liveKey(id), format('%.0f', WORKS), '(' .. format('%.0f', BUFFERED), 'LIMIT', 0, most)
    for i = 1, #found do found[i] = string.sub(found[i], 2) end
    return found
  end

  -- Counts a workflow as a run until it is taken out.
  function it.addWork(wf) zput(P .. 'sl:' .. wf.schedule, 'w' .. wf.id, wf.number + WORKS) end

  function it.removeWork(wf) zput(P .. 'sl:' .. wf.schedule, 'w' .. wf.id, false) end

  -- Whether something of a schedule lives that does not let two run at once, besides `own` runs.
  function it.isBusy(id, own)
    local s = it.find(id)
    return s and s.overlap ~= 0 and call('ZCARD', liveKey(id)) > own
  end

  -- The job that the buffered ones of a schedule wait for, or nil.
  function it.firstActive(id)
    local first = it.active(id, 1)[1]
    return first and load(tonumber(first)) or nil
  end

  function it.addRun(job)
    -- A step that is blocked waits for others of its workflow, and the workflow is under way.
    local waits = job.state == BLOCKED and not isStep(job)
    zput(P .. 'sl:' .. job.x.sc, padded(job.seq), waits and job.seq + BUFFERED or job.seq)
  end

  function it.removeRun(job) zput(P .. 'sl:' .. job.x.sc, padded(job.seq), false) end

  -- Takes note that a job may run from now on.
  function it.began(job)
    local s = it.find(job.x.sc)
    if not s then return end
    local past = it.past(s)
    past.lastRun, past.lastRunAt, past.lastRunEnded = job.id, now, 0
    it.touch(s)
  end

  function it.unblocked(job)
    unblocked = unblocked + 1
    it.addRun(job)
    it.began(job)
  end

  function it.unblockedCount() return unblocked end

  local function autoPause(s, job)
    s.paused = true
    s.reason = { s.past.consecutive, job.id, job.error or false, job.state }
    s.revision = s.revision + 1
    s.mark = it.instant(now)
    it.note(s, AUTO_PAUSED, s.reason)
    it.arm(s, false)
    paused = paused or {}
    insert(paused, { s.id, s.reason })
  end

  -- The schedules that paused themselves since this was last asked, each with the reason; false for none.
  function it.takePaused()
    local taken = paused
    paused = false
    return taken
  end

  local function countEnd(s, job)
    local past, state = it.past(s), job.state
    if past.lastRun == job.id then past.lastRunState, past.lastRunEnded = state, now end
    if state == SUCCEEDED then past.succeeded, past.consecutive = past.succeeded + 1, 0
    elseif state == CANCELLED then past.cancelled = past.cancelled + 1
    else
      past.failed, past.consecutive = past.failed + 1, past.consecutive + 1
      if not s.paused and s.pauseAfter > 0 and past.consecutive >= s.pauseAfter then autoPause(s, job) end
    end
    it.touch(s)
  end

  -- Lets the first job that waits go when no other run of its schedule lives. Answers whether there was one.
  function it.letNext(id)
    local first = call('ZRANGE', liveKey(id), 0, 0, 'WITHSCORES')
    if not first[1] or tonumber(first[2]) < BUFFERED then return false end
    local following = load(tonumber(first[1]))
    -- A clock that was stepped back since it was accepted does not hold one without a time of its own.
    if following.due > now and following.due > following.created then
      shift(following, SCHEDULED, following.due, 0, 'unblock')
    else
      shift(following, READY, now, takeOrder(), 'unblock')
    end
    return true
  end

  -- What follows from the end of a job: it is counted, the schedule may be paused, and the first one that waited may run.
  function it.ended(job)
    local s = it.find(job.x.sc)
    if s then countEnd(s, job) end
    part('works').followOwner(job)
    it.letNext(job.x.sc)
  end

  ------------------------------------------------------------------------------------------------------------ reads

  -- What readers see of a schedule: 1 id, 2 state as stored, 3 live jobs, 4 those that wait, 5 state of the newest run's
  -- job while it is kept, 6 when that ended, 7 the definition, or false when it is not asked for.
  function it.describe(s, definition)
    local all, waiting = it.live(s.id)
    local run = s.past and s.past.lastRun and find(s.past.lastRun)
    return {
      s.id, s.stored or it.encode(s), all, waiting, run and run.state or false, run and run.finished or 0, definition or false,
    }
  end

  function it.finish()
    for id, s in pairs(changed) do hput(P .. 'ss', id, it.encode(s)) end
    for id in pairs(ticks) do syncTicks(id) end
  end

  return it
end
