-- Workflows and broadcasts: which jobs wait for which, and what the end of one does to the others.
--
-- `{ns}:w:<id>` is a workflow (ids are 16 bytes): v what it is (MessagePack, see `recordOf`), h its name, schedule, tick
-- and terms as the client wrote them, g its groups {name, places, used} (MessagePack), `t:<signal>` the sequence numbers of
-- the jobs that wait for a signal (MessagePack). Beside it `{ns}:wsig:<id>` the signals that came and what they carried,
-- `{ns}:ws:<id>` its jobs by sequence number, `{ns}:wn:<id>` their numbers by step, `{ns}:wg:<id>:<group>` the members
-- that wait for nothing but a place. Of all workflows: `{ns}:wl` in the order of acceptance, `{ns}:wend` ended ones by the
-- end of their retention, `{ns}:wopen` broadcasts that nodes may join, by the instant until which they may, `{ns}:wstop`
-- those that are being cancelled, by the sequence number to go on from.
--
-- Beside a job of a workflow: `<low>w` its place (see below), `<low>p` the jobs that it waits for, `<low>k` those that wait
-- for it: MessagePack, sequence number and condition one after the other. In its extras: w workflow, s step, g number of
-- its group. How many of the jobs that it waits for have not ended is a number in its place, which their ends lower: the
-- end of a job costs what its children cost, however many others they wait for.
--
-- Cancelling and removing take PORTION jobs at a time, so that no script holds up the server for long. Who asked calls
-- again until all is done; should nobody, sweeps go on. Meanwhile nothing of a cancelled workflow is handed out or let go,
-- and one that is being removed is there for nobody.

parts.workflows = function()
  local ON_SUCCESS, ON_FAILURE, GATHERED = 0, 1, 3              -- conditions; 2 is: ended in whatever way
  local W_RUNNING, W_SUCCEEDED, W_FAILED, W_CANCELLED = 0, 1, 2, 3
  local CANCEL_REST = 1
  local PORTION = 4000
  -- A place. OPEN is right while the job is blocked; MET: a job has failed whose failure it waits for; ANSWERED: a job
  -- waits for its failure, or gathers it.
  local OPEN, MET, WANTS_FAILURE, ANSWERED, FAILURE_DOES, DELAY, SIGNALS = 1, 2, 3, 4, 5, 6, 7

  local it = {}
  local workflows, gone = {}, {}
  local places, changedPlaces = {}, {}
  local links, changedLinks = { p = {}, k = {} }, { p = {}, k = {} }
  local unmet = {}            -- what makes a job that was just judged be skipped
  local givesPlace = {}       -- members of groups that have ended and whose place is to be given on
  local queue, resolving = {}, false
  local left = PORTION        -- jobs that this script may still look at in order to cancel them
  local effects = false

  local function isFailure(state) return state == DEAD or state == EXPIRED end

  local function wasSkipped(job) return job.state == CANCELLED and (job.endedBy or 0) ~= 0 end

  --------------------------------------------------------------------------------------------------------- workflows

  local function keyOfWorkflow(id) return P .. 'w:' .. id end

  local function recordOf(wf)
    return pack({
      wf.number, wf.created, wf.retention, wf.closes, wf.isBroadcast, wf.schedule, wf.cancelled, wf.finished, wf.state,
      wf.open, wf.bad, wf.stopped, wf.endsRest, wf.signals, wf.counts, wf.isGoing, wf.latest, wf.isDoubtful, wf.terminated,
    })
  end

  -- The workflow with an id, or nil.
  function it.find(id)
    local wf = workflows[id]
    if wf ~= nil then return wf or nil end
    local stored = call('HGET', keyOfWorkflow(id), 'v')
    if not stored then
      workflows[id] = false
      return nil
    end
    local v = cmsgpack.unpack(stored)
    wf = {
      id = id, number = v[1], created = v[2], retention = v[3], closes = v[4], isBroadcast = v[5], schedule = v[6],
      cancelled = v[7], finished = v[8], state = v[9], open = v[10], bad = v[11], stopped = v[12], endsRest = v[13],
      signals = v[14], counts = v[15], isGoing = v[16], latest = v[17], isDoubtful = v[18], terminated = v[19], came = {},
    }
    workflows[id] = wf
    return wf
  end

  -- The workflow with an id that is not being removed, or nil.
  function it.present(id)
    local wf = it.find(id)
    return wf and not wf.isGoing and wf or nil
  end

  -- Makes a new one. retention, closes (until when nodes may join) and schedule are false for none.
  function it.create(id, retention, closes, isBroadcast, schedule, head)
    local wf = {
      id = id, number = takeSeq(), created = now, retention = retention, closes = closes, isBroadcast = isBroadcast,
      schedule = schedule, cancelled = false, finished = 0, state = W_RUNNING, open = 0, bad = 0, stopped = 0,
      endsRest = false, signals = 0, counts = { 0, 0, 0, 0, 0, 0, 0, 0 }, isGoing = false, latest = now,
      isDoubtful = false, terminated = false, came = {}, groups = {}, changed = true,
    }
    workflows[id] = wf
    hput(keyOfWorkflow(id), 'h', head)
    zput(P .. 'wl', id, wf.number)
    part('works').keepIfAlone(wf)
    return wf
  end

  -- How many jobs it has.
  function it.size(wf)
    local n = 0
    for i = 1, #wf.counts do n = n + wf.counts[i] end
    return n
  end

  function it.hasStep(wf, step) return call('HEXISTS', P .. 'wn:' .. wf.id, step) == 1 end

  local function groupsOf(wf)
    if not wf.groups then
      local stored = call('HGET', keyOfWorkflow(wf.id), 'g')
      wf.groups = stored and cmsgpack.unpack(stored) or {}
    end
    return wf.groups
  end

  -- The number of a group of that name, or nil.
  function it.groupNamed(wf, name)
    local groups = groupsOf(wf)
    for i = 1, #groups do
      if groups[i][1] == name then return i end
    end
  end

  -- How many groups it has.
  function it.groupCount(wf) return #groupsOf(wf) end

  function it.addGroup(wf, name, most)
    local groups = groupsOf(wf)
    groups[#groups + 1] = { name, most, 0 }
    wf.groupsChanged = true
  end

  function it.hasRoom(wf, number)
    local group = groupsOf(wf)[number]
    return group[3] < group[2]
  end

  local function use(wf, number, by)
    local group = groupsOf(wf)[number]
    group[3] = group[3] + by
    wf.groupsChanged = true
  end

  local function waitingFor(wf, number) return P .. 'wg:' .. wf.id .. ':' .. number end

  local function hasCome(wf, signal)
    if wf.signals == 0 then return false end
    local came = wf.came[signal]
    if came == nil then
      came = call('HEXISTS', P .. 'wsig:' .. wf.id, signal) == 1
      wf.came[signal] = came
    end
    return came
  end

  local function stepsOf(wf)
    local key = P .. 'ws:' .. wf.id
    zsync(key)
    local seqs = call('ZRANGE', key, 0, -1)
    prefetch(seqs)
    local steps = {}
    for i = 1, #seqs do steps[i] = load(tonumber(seqs[i])) end
    return steps
  end

  ------------------------------------------------------------------------------------------------------------ places

  local function placeAt(seq)
    local place = places[seq]
    if not place then
      local key, low = keyOf(seq)
      place = cmsgpack.unpack(call('HGET', key, low .. 'w'))
      places[seq] = place
    end
    return place
  end

  local function linksOf(seq, what)
    local list = links[what][seq]
    if not list then
      local key, low = keyOf(seq)
      local stored = call('HGET', key, low .. what)
      list = stored and cmsgpack.unpack(stored) or {}
      links[what][seq] = list
    end
    return list
  end

  -- Reads the children of many jobs, or what they wait for, with one command for each hash.
  local function prefetchLinks(list, what)
    local wanted = {}
    for i = 1, #list do
      local seq = list[i].seq
      if not links[what][seq] then
        local key, low = keyOf(seq)
        local fields = wanted[key]
        if not fields then fields = { {}, {} }; wanted[key] = fields end
        insert(fields[1], low .. what)
        insert(fields[2], seq)
      end
    end
    for key, fields in pairs(wanted) do
      local found = call('HMGET', key, unpack(fields[1]))
      for i = 1, #fields[2] do links[what][fields[2][i]] = found[i] and cmsgpack.unpack(found[i]) or {} end
    end
  end

  -- Makes a job that was just stored one of a workflow.
  -- place: 1 what it waits for (id and condition one after the other), 2 signals, 3 what its failure does, 4 delay
  function it.attach(wf, job, place)
    local signals = place[2] and #place[2] > 0 and place[2] or false
    places[job.seq] = { 0, false, false, false, place[3], place[4] or 0, signals }
    changedPlaces[job.seq] = true
    links.k[job.seq], links.p[job.seq] = {}, {}
    zput(P .. 'ws:' .. wf.id, digits(job.seq), job.seq)
    hput(P .. 'wn:' .. wf.id, job.x.s, digits(job.seq))
    wf.counts[job.state + 1] = wf.counts[job.state + 1] + 1
    wf.open = wf.open + 1
    wf.endsRest = wf.endsRest or place[3] == CANCEL_REST
    wf.changed = true
    if job.x.g and job.state ~= BLOCKED then use(wf, job.x.g, 1) end
    if not signals then return end
    wf.waiters = wf.waiters or {}
    for _, signal in ipairs(signals) do
      local list = wf.waiters[signal]
      if not list then
        local stored = call('HGET', keyOfWorkflow(wf.id), 't:' .. signal)
        list = stored and cmsgpack.unpack(stored) or {}
        wf.waiters[signal] = list
      end
      list[#list + 1] = job.seq
    end
  end

  -- Notes that a job waits for another one of its workflow.
  function it.link(wf, job, parent, when)
    local up, down = links.p[job.seq], linksOf(parent.seq, 'k')
    up[#up + 1] = parent.seq
    up[#up + 1] = when
    down[#down + 1] = job.seq
    down[#down + 1] = when
    changedLinks.p[job.seq], changedLinks.k[parent.seq] = true, true
    if when == ON_FAILURE then places[job.seq][WANTS_FAILURE] = true end
    if when ~= ON_FAILURE and when ~= GATHERED then return end
    local place = placeAt(parent.seq)
    if place[ANSWERED] then return end
    place[ANSWERED] = true
    changedPlaces[parent.seq] = true
    if isFailure(parent.state) then wf.bad = wf.bad - 1 end
  end

  -- Finds out anew what a blocked job waits for. Costs what it waits for.
  local function judge(job)
    local up, place = linksOf(job.seq, 'p'), placeAt(job.seq)
    local seqs = {}
    for i = 1, #up, 2 do seqs[#seqs + 1] = up[i] end
    prefetch(seqs)
    local open, met, skips = 0, false, nil
    for i = 1, #up, 2 do
      local parent, when = load(up[i]), up[i + 1]
      if not terminal(parent.state) then open = open + 1
      elseif when == ON_SUCCESS and parent.state ~= SUCCEEDED then skips = skips or parent.seq
      elseif when == ON_FAILURE and isFailure(parent.state) then met = true end
    end
    place[OPEN], place[MET], unmet[job.seq] = open, met, skips
    changedPlaces[job.seq] = true
  end

  ------------------------------------------------------------------------------------------------------------ effects

  local function noted()
    effects = effects or { released = false, due = NEVER, ended = {}, stopping = {}, finished = {} }
    return effects
  end

  -- What has happened in workflows since this was last asked; false for nothing. 1 whether jobs became ready, 2 when the
  -- first that became scheduled is due, or false, 3 jobs that ended, 4 jobs that were told to stop, 5 workflows that ended,
  -- 6 schedules that paused themselves and why, or false (see core.lua)
  function it.takeEffects()
    local e = effects
    effects = false
    return e and { e.released, e.due < NEVER and e.due or false, e.ended, e.stopping, e.finished, false } or false
  end

  ------------------------------------------------------------------------------------------------------------ moves

  -- Called for every move of a job of a workflow, while it is made.
  function it.moved(job, from, to)
    local wf = it.find(job.x.w)
    local was, is = terminal(from), terminal(to)
    wf.counts[from + 1] = wf.counts[from + 1] - 1
    wf.counts[to + 1] = wf.counts[to + 1] + 1
    wf.changed = true
    if was ~= is then wf.open = wf.open + (was and 1 or -1) end
    if was then
      -- What ended last may live again; a later end settles it.
      wf.isDoubtful = true
    elseif is and now >= wf.latest then
      wf.latest, wf.isDoubtful = now, false
    end
    if isFailure(from) and not placeAt(job.seq)[ANSWERED] then wf.bad = wf.bad - 1 end
    if isFailure(to) and not placeAt(job.seq)[ANSWERED] then wf.bad = wf.bad + 1 end
    if to == CANCELLED and (job.endedBy or 0) == 0 then wf.stopped = wf.stopped + 1 end
    local number = job.x.g
    if not number then return end
    if from == BLOCKED then
      zput(waitingFor(wf, number), padded(job.seq), false)
      if not is then use(wf, number, 1) end
    elseif is and not was then
      givesPlace[job.seq] = true
    end
  end

  -- Makes a job ready, or scheduled if it has a delay; without a place in its group it stays.
  local function release(wf, job)
    local number = job.x.g
    if number and not it.hasRoom(wf, number) then return zput(waitingFor(wf, number), padded(job.seq), job.seq) end
    local e = noted()
    local due = min(NEVER, now + placeAt(job.seq)[DELAY])
    -- A clock that was stepped back since it was accepted does not hold one without a time of its own.
    if job.due > job.created then due = max(job.due, due) end
    if due > now then
      e.due = min(e.due, due)
      shift(job, SCHEDULED, due, 0, 'unblock')
    else
      e.released = true
      shift(job, READY, now, takeOrder(), 'unblock')
    end
  end

  local function skip(job, cause)
    insert(noted().ended, job.id)
    job.endedBy = cause
    shift(job, CANCELLED, job.due, 0)
  end

  -- Cancels a job that does not run; tells one that runs to stop. `cause`: the step for whose end that is, or nil.
  local function cancelStep(job, cause)
    if job.state == RUNNING then
      local terminated = it.find(job.x.w).terminated
      if not job.cancel then
        job.cancel = true
        job.endedBy = cause or job.endedBy
        touch(job)
        insert(noted().stopping, job.id)
      end
      if not terminated then return end
      insert(noted().ended, job.id)
      endAttempt(job, A_CANCELLED, CANCELLED, now, 0, terminated)
    else
      insert(noted().ended, job.id)
      job.endedBy = cause or job.endedBy
      shift(job, CANCELLED, job.due, 0)
    end
  end

  -- Moves a blocked job if what it waits for has come, or can no longer come.
  local function consider(job)
    if job.state ~= BLOCKED then return end
    local place, wf = placeAt(job.seq), it.find(job.x.w)
    local cause = unmet[job.seq]
    if cause then
      unmet[job.seq] = nil
      return skip(job, cause)
    end
    if place[OPEN] > 0 then return end
    if wf.cancelled then return cancelStep(job) end
    if place[WANTS_FAILURE] and not place[MET] then
      local up = linksOf(job.seq, 'p')
      for i = 1, #up, 2 do
        if up[i + 1] == ON_FAILURE then cause = up[i] end
      end
      return skip(job, cause)
    end
    for _, signal in ipairs(place[SIGNALS] or {}) do
      if not hasCome(wf, signal) then return end
    end
    release(wf, job)
  end

  -- Ends all that has not ended, but for what waits for the failure, and what waits for that.
  local function cancelRest(failed)
    local spared, next = {}, {}
    local down = linksOf(failed.seq, 'k')
    for i = 1, #down, 2 do
      if down[i + 1] ~= ON_SUCCESS and not spared[down[i]] then
        spared[down[i]] = true
        next[#next + 1] = down[i]
      end
    end
    local at = 1
    while next[at] do
      down = linksOf(next[at], 'k')
      for i = 1, #down, 2 do
        if not spared[down[i]] then
          spared[down[i]] = true
          next[#next + 1] = down[i]
        end
      end
      at = at + 1
    end
    for _, job in ipairs(stepsOf(it.find(failed.x.w))) do
      if not terminal(job.state) and not spared[job.seq] then cancelStep(job, failed.seq) end
    end
  end

  -- Gives a place in a group to those that wait for one, oldest first.
  local function admit(wf, number)
    local key = waitingFor(wf, number)
    while it.hasRoom(wf, number) do
      zsync(key)
      local first = call('ZRANGE', key, 0, 0)[1]
      if not first then return end
      zput(key, first, false)
      consider(load(tonumber(first)))
    end
  end

  -- What the end of a job does to those that wait for it.
  local function resolve(job)
    local hasFailed = isFailure(job.state)
    if hasFailed and placeAt(job.seq)[FAILURE_DOES] == CANCEL_REST then cancelRest(job) end
    local down = linksOf(job.seq, 'k')
    for i = 1, #down, 2 do
      local seq, when = down[i], down[i + 1]
      local place = placeAt(seq)
      place[OPEN] = place[OPEN] - 1
      if hasFailed and when == ON_FAILURE then place[MET] = true end
      changedPlaces[seq] = true
      if when == ON_SUCCESS and job.state ~= SUCCEEDED then
        local child = load(seq)
        if child.state == BLOCKED then skip(child, job.seq) end
      elseif place[OPEN] == 0 then
        consider(load(seq))
      end
    end
    if not givesPlace[job.seq] then return end
    givesPlace[job.seq] = nil
    local wf = it.find(job.x.w)
    use(wf, job.x.g, -1)
    admit(wf, job.x.g)
  end

  -- How it ended.
  local function outcomeOf(wf)
    if wf.cancelled then return W_CANCELLED end
    if wf.bad > 0 then return W_FAILED end
    return wf.stopped > 0 and W_CANCELLED or W_SUCCEEDED
  end

  -- When the last of its jobs ended, none of which is open: the clock may have been stepped back, so that is not always the
  -- one that ended now. One that nodes may join until an instant does not end before that.
  local function endOf(wf)
    if wf.isDoubtful then
      wf.latest, wf.isDoubtful = wf.created, false
      for _, job in ipairs(stepsOf(wf)) do wf.latest = max(wf.latest, job.finished or job.created) end
    end
    if wf.cancelled then return it.size(wf) > 0 and wf.latest or now end
    return wf.closes and max(wf.latest, wf.closes) or wf.latest
  end

  local function finishIfDone(wf)
    if wf.open > 0 or wf.finished ~= 0 then return end
    -- Nodes may still join it.
    if wf.closes and wf.closes > now and not wf.cancelled then return end
    wf.finished, wf.state, wf.changed = endOf(wf), outcomeOf(wf), true
    if wf.closes then zput(P .. 'wopen', wf.id, false) end
    zput(P .. 'wend', wf.id, min(NEVER, wf.finished + (wf.retention or RETENTION)))
    insert(noted().finished, wf.id)
    if wf.schedule then part('works').ended(wf, noted()) end
  end

  -- All that is waiting to be resolved at once is of one workflow: jobs wait for those of their own only.
  local function resolveEnded(wf)
    resolving = true
    local at = 1
    while queue[at] do
      resolve(queue[at])
      at = at + 1
    end
    queue, resolving = {}, false
    finishIfDone(wf)
  end

  -- Called when a job of a workflow has ended. It is worked off from a queue, since what is skipped ends too, and a chain
  -- may be as long as a workflow.
  function it.ended(job)
    queue[#queue + 1] = job
    if not resolving then resolveEnded(it.find(job.x.w)) end
  end

  -- Finds out what each of some new jobs waits for, and lets those go that wait for nothing.
  function it.begin(wf, steps)
    for i = 1, #steps do
      if steps[i].state == BLOCKED then judge(steps[i]) end
    end
    for i = 1, #steps do consider(steps[i]) end
    if wf.closes and wf.finished == 0 then zput(P .. 'wopen', wf.id, wf.closes) end
  end

  ------------------------------------------------------------------------------------------------------------ control

  -- Cancels what has not ended, a portion of it from one sequence number on; a terminated workflow's running jobs too. What
  -- it ends is waited for by what is ended as well, so nothing follows from that. Answers whether there is more.
  function it.cancel(wf, from)
    local key = P .. 'ws:' .. wf.id
    wf.cancelled, wf.changed = true, true
    zsync(key)
    local most = left
    local seqs = call('ZRANGEBYSCORE', key, format('%.0f', from), '+inf', 'LIMIT', 0, most + 1)
    local more = seqs[most + 1]
    seqs[most + 1] = nil
    left = left - #seqs
    prefetch(seqs)
    resolving = true
    for i = 1, #seqs do
      local job = load(tonumber(seqs[i]))
      if not terminal(job.state) then cancelStep(job) end
    end
    for _, job in ipairs(queue) do
      if givesPlace[job.seq] then
        givesPlace[job.seq] = nil
        use(wf, job.x.g, -1)
      end
    end
    queue, resolving = {}, false
    if more or from > 0 then zput(P .. 'wstop', wf.id, tonumber(more) or false) end
    finishIfDone(wf)
    return more and true or false
  end

  -- Goes on with that; answers whether there is more.
  function it.cancelMore(wf)
    local from = call('ZSCORE', P .. 'wstop', wf.id)
    return from and wf.cancelled and it.cancel(wf, tonumber(from)) or false
  end

  -- Whether the workflow of a job that does not run is cancelled; the job is then too.
  function it.stops(job)
    if not it.find(job.x.w).cancelled then return false end
    cancelStep(job)
    return true
  end

  -- Jobs, and those that were skipped or cancelled for them, in the order of acceptance.
  local function withSkipped(wf, first)
    local endedBy, revived, list = {}, {}, {}
    if wf.endsRest then
      for _, job in ipairs(stepsOf(wf)) do
        if wasSkipped(job) then
          endedBy[job.endedBy] = endedBy[job.endedBy] or {}
          insert(endedBy[job.endedBy], job)
        end
      end
    end
    local function add(job)
      if revived[job.seq] then return end
      revived[job.seq] = true
      list[#list + 1] = job
    end
    for i = 1, #first do add(first[i]) end
    prefetchLinks(list, 'k')
    local at = 1
    while list[at] do
      local down = linksOf(list[at].seq, 'k')
      for i = 1, #down, 2 do
        local child = load(down[i])
        if wasSkipped(child) then add(child) end
      end
      for _, other in ipairs(endedBy[list[at].seq] or {}) do add(other) end
      at = at + 1
    end
    table.sort(list, function(a, b) return a.seq < b.seq end)
    return list
  end

  local function keysAreFree(list)
    local taken = {}
    for _, job in ipairs(list) do
      local x = job.x
      if x.k then
        local rows = {
          '0\0' .. queueOfJob(job).name .. '\0' .. x.k, '1\0' .. handlerOf(job) .. '\0' .. x.k, '2\0\0' .. x.k,
        }
        if taken[rows[(x.ks or 0) + 1]] or part('keys').other(job) then return false end
        if deadlineOf(job) >= now then
          for _, row in ipairs(rows) do taken[row] = true end
        end
      end
    end
    return true
  end

  local function reopen(wf)
    wf.cancelled, wf.terminated, wf.changed = false, false, true
    if wf.finished == 0 then return end
    wf.finished, wf.state = 0, W_RUNNING
    part('works').keepIfAlone(wf)
    zput(P .. 'wend', wf.id, false)
    if wf.closes and wf.closes > now then zput(P .. 'wopen', wf.id, wf.closes) end
  end

  -- Revives jobs, and those that were skipped or cancelled for them. Each becomes ready, or waits for what it waited for.
  -- False when another job holds the key of one of them, or another run of the schedule lives: nothing changed.
  local function tryRevive(wf, first, forgetsSignals)
    local list = withSkipped(wf, first)
    if not keysAreFree(list) or not part('works').mayReopen(wf) then return false end
    reopen(wf)
    if forgetsSignals and wf.signals > 0 then wf.signals, wf.came, wf.dropsSignals = 0, {}, true end
    resolving = true
    for _, job in ipairs(list) do
      if job.state == CANCELLED and not wasSkipped(job) then wf.stopped = wf.stopped - 1 end
      shift(job, BLOCKED, job.created, 0, 'revive')
    end
    -- All counts of open parents have to be right before the first job is moved.
    local judged = {}
    for _, job in ipairs(list) do
      judged[job.seq] = true
      judge(job)
    end
    for _, job in ipairs(list) do
      local down = linksOf(job.seq, 'k')
      for i = 1, #down, 2 do
        local child = not judged[down[i]] and load(down[i])
        if child and child.state == BLOCKED then judge(child) end
        judged[down[i]] = true
      end
    end
    for _, job in ipairs(list) do consider(job) end
    resolveEnded(wf)
    return true
  end

  -- Revives one job; false when it is not allowed, or when what it waits for can no longer come.
  function it.revive(job)
    local wf, place = it.find(job.x.w), placeAt(job.seq)
    if wf.isGoing or (wf.cancelled and wf.open > 0) then return false end
    judge(job)
    local cause = unmet[job.seq]
    unmet[job.seq] = nil
    if cause or (place[OPEN] == 0 and place[WANTS_FAILURE] and not place[MET]) then return false end
    return tryRevive(wf, { job })
  end

  -- Revives what failed or was cancelled, and what was skipped for it; false when there is none, or it is not allowed.
  function it.retry(wf)
    if wf.cancelled and wf.open > 0 then return false end
    local first = {}
    for _, job in ipairs(stepsOf(wf)) do
      if isFailure(job.state) or (job.state == CANCELLED and not wasSkipped(job)) then first[#first + 1] = job end
    end
    return #first > 0 and tryRevive(wf, first)
  end

  -- Runs an ended workflow again from the beginning; false when it is not allowed.
  function it.restart(wf) return tryRevive(wf, stepsOf(wf), true) end

  -- Whether a signal of that name came before.
  function it.hasCome(wf, name) return hasCome(wf, name) end

  function it.signal(wf, name, payload)
    hput(P .. 'wsig:' .. wf.id, name, payload)
    wf.signals, wf.came[name], wf.changed = wf.signals + 1, true, true
    local stored = call('HGET', keyOfWorkflow(wf.id), 't:' .. name)
    if not stored then return end
    local waiting = cmsgpack.unpack(stored)
    prefetch(waiting)
    for i = 1, #waiting do
      if placeAt(waiting[i])[OPEN] == 0 then consider(load(waiting[i])) end
    end
  end

  -- Forgets an ended workflow with its jobs, a portion of them. Answers how many, and whether there are more.
  function it.remove(wf)
    local key, size = P .. 'ws:' .. wf.id, it.size(wf)
    zsync(key)
    local seqs = call('ZRANGE', key, 0, PORTION - 1)
    prefetch(seqs)
    for i = 1, #seqs do
      local job = load(tonumber(seqs[i]))
      wf.counts[job.state + 1] = wf.counts[job.state + 1] - 1
      if #seqs < size then
        zput(key, seqs[i], false)
        hput(P .. 'wn:' .. wf.id, job.x.s, false)
      end
      putBeside(job, 'p', false)
      putBeside(job, 'k', false)
      remove(job)
    end
    if #seqs < size then
      wf.isGoing, wf.changed = true, true
      zput(P .. 'wend', wf.id, now)
      return #seqs, true
    end
    for i = 1, it.groupCount(wf) do insert(gone, waitingFor(wf, i)) end
    for _, kind in ipairs({ 'w:', 'ws:', 'wn:', 'wsig:' }) do insert(gone, P .. kind .. wf.id) end
    zsets[key], hashes[P .. 'wn:' .. wf.id] = nil, nil
    zput(P .. 'wend', wf.id, false)
    zput(P .. 'wl', wf.id, false)
    workflows[wf.id] = false
    return #seqs, false
  end

  ------------------------------------------------------------------------------------------------------------ the rest

  local function first(key)
    zsync(key)
    local found = call('ZRANGE', key, 0, 0, 'WITHSCORES')
    return found[1], found[2] and tonumber(found[2]) or NEVER
  end

  -- Removes ended workflows with their jobs: the first may have more of them than are allowed. Ends the time during which
  -- nodes may join broadcasts. Goes on with what is being cancelled. Answers how many jobs were removed, and when there
  -- will be more to do.
  function it.sweep(most)
    local pruned = 0
    local id, due = first(P .. 'wend')
    while due <= now and most > 0 and pruned < PORTION do
      local wf = it.find(id)
      if pruned > 0 and pruned + min(it.size(wf), PORTION) > most then break end
      pruned = pruned + it.remove(wf)
      id, due = first(P .. 'wend')
    end
    local open, closes = first(P .. 'wopen')
    while closes <= now do
      zput(P .. 'wopen', open, false)
      finishIfDone(it.find(open))
      open, closes = first(P .. 'wopen')
    end
    local stopping = first(P .. 'wstop')
    if stopping and not it.cancelMore(it.find(stopping)) then
      zput(P .. 'wstop', stopping, false)
      stopping = first(P .. 'wstop')
    end
    local _, ends = first(P .. 'wend')
    return pruned, min(ends, closes, stopping and now or NEVER)
  end

  -- What a blocked job of a workflow waits for: the reason, as WaitReason numbers them, and what comes with it: missing
  -- (names), missingCount, limit, running.
  function it.explain(job)
    local WAITS_PARENTS, WAITS_SIGNAL, WAITS_PLACE = 14, 15, 16
    local MAX_NAMED = 3
    local place, wf, names, count = placeAt(job.seq), it.find(job.x.w), {}, 0
    if place[OPEN] > 0 then
      local up = linksOf(job.seq, 'p')
      for from = 1, #up, 128 do
        local page = {}
        for i = from, min(from + 127, #up), 2 do page[#page + 1] = up[i] end
        prefetch(page)
        for i = 1, #page do
          local parent = load(page[i])
          if #names < MAX_NAMED and not terminal(parent.state) then names[#names + 1] = parent.x.s end
        end
        if #names == MAX_NAMED then break end
      end
      return WAITS_PARENTS, { missing = names, missingCount = place[OPEN] }
    end
    for _, signal in ipairs(place[SIGNALS] or {}) do
      if not hasCome(wf, signal) then
        count = count + 1
        if #names < MAX_NAMED then names[#names + 1] = signal end
      end
    end
    if count > 0 then return WAITS_SIGNAL, { missing = names, missingCount = count } end
    local group = job.x.g and groupsOf(wf)[job.x.g]
    return WAITS_PLACE, group and { limit = group[2], running = group[3] } or {}
  end

  -- The jobs of a workflow in the order of acceptance, from one sequence number on, and the number of the one that follows
  -- or nil.
  function it.stepsFrom(id, from, most)
    local seqs = call(
      'ZRANGEBYSCORE', P .. 'ws:' .. id, format('%.0f', from), '+inf', 'LIMIT', 0, format('%.0f', most + 1))
    local next = seqs[most + 1]
    seqs[most + 1] = nil
    prefetch(seqs)
    for i = 1, #seqs do seqs[i] = load(tonumber(seqs[i])) end
    return seqs, tonumber(next)
  end

  -- The jobs that a job waits for, from one on (the first is 0), and how many they are.
  function it.parentsOf(job, from, most)
    local up = linksOf(job.seq, 'p')
    local seqs, list = {}, {}
    for i = from + 1, min(from + most, #up / 2) do seqs[#seqs + 1] = up[i * 2 - 1] end
    prefetch(seqs)
    for i = 1, #seqs do list[#list + 1] = load(seqs[i]) end
    return list, #up / 2
  end

  -- A workflow for readers: 1 id, 2 state, 3 created, 4 finished or 0, 5 whether it was cancelled, 6 jobs by state, 7 groups
  -- and 8 signals (name and value one after the other), 9 name, schedule, tick and terms as the client wrote them
  function it.describe(wf)
    local groups = {}
    for _, group in ipairs(groupsOf(wf)) do
      groups[#groups + 1] = group[1]
      groups[#groups + 1] = group[2]
    end
    return {
      wf.id, wf.state, wf.created, wf.finished, wf.cancelled, wf.counts, groups,
      wf.signals > 0 and call('HGETALL', P .. 'wsig:' .. wf.id) or {}, call('HGET', keyOfWorkflow(wf.id), 'h'),
    }
  end

  function it.finish()
    for seq in pairs(changedPlaces) do
      if jobs[seq] ~= false then
        local key, low = keyOf(seq)
        hput(key, low .. 'w', pack(places[seq]))
      end
    end
    for what, list in pairs(changedLinks) do
      for seq in pairs(list) do
        local key, low = keyOf(seq)
        hput(key, low .. what, pack(links[what][seq]))
      end
    end
    for id, wf in pairs(workflows) do
      if wf then
        if wf.changed then hput(keyOfWorkflow(id), 'v', recordOf(wf)) end
        if wf.groupsChanged then hput(keyOfWorkflow(id), 'g', pack(wf.groups)) end
        if wf.dropsSignals then insert(gone, P .. 'wsig:' .. id) end
        for signal, list in pairs(wf.waiters or {}) do hput(keyOfWorkflow(id), 't:' .. signal, pack(list)) end
      end
    end
    for from = 1, #gone, 4000 do call('UNLINK', unpack(gone, from, min(from + 3999, #gone))) end
  end

  return it
end
