-- The limits of queues at work. A slot is the running state: it is counted from running jobs, so there is nothing that
-- could be left taken. What a claim costs does not depend on how many jobs are held back: the ready jobs of each limit key
-- are in a lane of their own, and only lanes that have a job which may go are open.
--
-- <q> stands for the queue, <Q> for its length and name, <L> for <Q> with the length of a limit key and the key, so that
-- no two can be mixed up. A lane is there while one of its keys is: none is left when nothing is to be remembered.
--   {ns}:lr:<q>          running jobs by limit key, kept by core.lua also without limits
--   {ns}:lj:<L>          ready jobs of a lane that any node may run, by rank
--   {ns}:lp:<L>:<node>   those that are pinned to a node; {ns}:ln:<L> names the nodes
--   {ns}:la:<L>          in strict order: all jobs of the lane that wait or run, by acceptance; {ns}:lak:<q> names the keys
--   {ns}:lo:<Q>          open lanes by the rank of the job that goes next; {ns}:lo:<Q>:<node> for pinned ones, and
--                        {ns}:lon:<q> names the nodes
--   {ns}:lc:<q>          lanes that wait for their rate, by the instant (steady clock) it lets the next job go
--   {ns}:lk:<q>          all lanes with ready jobs, by the order of the one that is ready the longest
--   {ns}:lm:<q>          what rates remember: field `q` that of the queue, `k<key>` those of keys; an array: version, kind,
--                        count, per, and of a bucket its capacity, level and instant, of a window the latest hand-out
--   {ns}:lw:<Q>, <L>     the instants of a window's hand-outs, oldest first
--   {ns}:li:<q>          keys with a rate that remembers something, by the instant from which on nothing matters
--   {ns}:sorting         queues in which a change of limits has not come into force everywhere
-- The third part of a queue's settings ({ns}:q) is how far that is: `lanes` whether there are or were limits by key; `stale`
-- up to which order lanes are where the limits of now put them; `sorted` below which rank ready jobs are in their lanes;
-- `from` and `to` the sequence numbers that are not in strict order yet; `ordered` whether there are jobs in one; `pins`
-- whether lanes have pinned jobs; `version` and `rules` the latest changes of the rate by key.

parts.limits = function()
  local SLICE = 4096       -- most jobs and lanes that one script sorts in one queue
  local MAX_RULES = 8      -- changes of a rate that lanes may have missed
  local WINDOW, PAGE = 1, 64
  local NONE = { false, false, false, false, false }
  local it, gates, gone = {}, {}, {}

  ---------------------------------------------------------------------------------------------------------- rates

  -- A token bucket in whole numbers: a token is as many parts as the rule's time has microseconds, and each of them adds
  -- as many parts as the rule's count, so that nothing is rounded. A meter that is nil is one that remembers nothing.

  local function timeToAdd(m, missing) return math.ceil(missing / m.count) end

  local function levelAt(m, at)
    local elapsed = at - m.at
    if elapsed >= timeToAdd(m, m.capacity - m.level) then return m.capacity end
    return m.level + elapsed * m.count
  end

  -- The instant of the oldest hand-out that a window counts.
  local function oldestTaken(m)
    if m.dropped >= m.stored then return m.new[m.dropped - m.stored + 1] end
    if not m.page or m.dropped < m.pageFrom or m.dropped >= m.pageFrom + PAGE then
      m.page, m.pageFrom = call('LRANGE', m.list, m.dropped, m.dropped + PAGE - 1), m.dropped
    end
    return tonumber(m.page[m.dropped - m.pageFrom + 1])
  end

  local function sizeOf(m) return m.stored + #m.new - m.dropped end

  -- The first instant at which another hand-out is within the rate; it may have passed.
  local function availableAt(m)
    if not m then return 0 end
    if m.kind == WINDOW then return sizeOf(m) < m.count and 0 or oldestTaken(m) + m.per end
    return m.level >= m.per and m.at or m.at + timeToAdd(m, m.per - m.level)
  end

  -- From when on nothing that was counted matters any more.
  local function freshAt(m)
    if m.kind == WINDOW then return sizeOf(m) == 0 and 0 or m.latest + m.per end
    return m.at + timeToAdd(m, m.capacity - m.level)
  end

  -- How many hand-outs are within a rate now.
  local function allows(m, rule)
    if not m then return rule[4] == WINDOW and rule[1] or rule[3] or rule[1] end
    if m.kind ~= WINDOW then return floor(levelAt(m, max(steady, m.at)) / m.per) end
    while sizeOf(m) > 0 and oldestTaken(m) <= steady - m.per do m.dropped = m.dropped + 1 end
    return m.count - sizeOf(m)
  end

  local function discard(m) if m and m.kind == WINDOW then gone[m.list] = true end end

  local function newMeter(rule, list)
    local m = { kind = rule[4], count = rule[1], per = rule[2] }
    if m.kind == WINDOW then
      m.list, m.stored, m.dropped, m.new, m.latest = list, 0, 0, {}, 0
    else
      m.capacity = (rule[3] or rule[1]) * rule[2]
      m.level, m.at = m.capacity, steady
    end
    return m
  end

  local function takeOne(m)
    if m.kind == WINDOW then
      local at = max(steady, m.latest)
      while sizeOf(m) > 0 and oldestTaken(m) <= at - m.per do m.dropped = m.dropped + 1 end
      if sizeOf(m) == m.count then m.dropped = m.dropped + 1 end
      m.new[#m.new + 1] = at
      m.latest = at
    else
      local at = max(steady, m.at)
      m.level, m.at = levelAt(m, at) - m.per, at
    end
  end

  -- What a meter is under another rule, which holds from an instant on: what it counted still counts, if it is of the same
  -- kind and the former rule had not forgotten it.
  local function converted(m, rule, since)
    if not m then return nil end
    if freshAt(m) <= since or not rule or rule[4] ~= m.kind then
      discard(m)
      return nil
    end
    if m.kind == WINDOW then
      m.count, m.per = rule[1], rule[2]
      while sizeOf(m) > m.count do m.dropped = m.dropped + 1 end
    else
      local at = max(since, m.at)
      local level = levelAt(m, at)
      if m.per ~= rule[2] then level = floor(level * rule[2] / m.per) end
      m.count, m.per, m.capacity = rule[1], rule[2], (rule[3] or rule[1]) * rule[2]
      m.level, m.at = min(m.capacity, level), at
    end
    return m
  end

  local function encodeMeter(m, version)
    if m.kind == WINDOW then return pack({ version, WINDOW, m.count, m.per, m.latest }) end
    return pack({ version, m.kind, m.count, m.per, m.capacity, m.level, m.at })
  end

  local function decodeMeter(stored, list)
    local p = cmsgpack.unpack(stored)
    local m = { version = p[1], kind = p[2], count = p[3], per = p[4] }
    if m.kind == WINDOW then m.list, m.stored, m.dropped, m.new, m.latest = list, call('LLEN', list), 0, {}, p[5]
    else m.capacity, m.level, m.at = p[5], p[6], p[7] end
    return m
  end

  local function writeWindow(m)
    if gone[m.list] then call('UNLINK', m.list); gone[m.list] = nil
    elseif m.dropped > 0 then call('LTRIM', m.list, m.dropped, -1) end
    local from = max(0, m.dropped - m.stored)
    local instants = {}
    for i = from + 1, #m.new do instants[#instants + 1] = format('%.0f', m.new[i]) end
    bulk('RPUSH', m.list, instants)
    m.stored, m.dropped, m.new, m.page = sizeOf(m), 0, {}, nil
  end

  ---------------------------------------------------------------------------------------------------------- the gate

  local function isByKey(limits) return limits[2] or limits[4] or limits[5] end

  local function sameRate(a, b)
    if not a or not b then return a == b end
    return a[1] == b[1] and a[2] == b[2] and a[3] == b[3] and a[4] == b[4]
  end

  -- The smallest order in a list by rank, whose first rank is known.
  local function oldestOrder(key, rank)
    local last = call('ZRANGE', key, -1, -1, 'WITHSCORES')
    local least, from, to = rank % RANK, floor(rank / RANK), floor(tonumber(last[2]) / RANK)
    for priority = from + 1, to do
      local first = call(
        'ZRANGEBYSCORE', key, priority * RANK, '(' .. format('%.0f', (priority + 1) * RANK), 'WITHSCORES', 'LIMIT', 0, 1)
      if first[2] then least = min(least, tonumber(first[2]) % RANK) end
    end
    return least
  end

  local function newGate(queue)
    local gate = {}
    local name = queue.name
    local limits, meta = queue.limits or NONE, queue.gate or {}
    queue.gate = meta
    local Q = #name .. ':' .. name
    local openKey, coolKey, lanesKey = P .. 'lo:' .. Q, P .. 'lc:' .. name, P .. 'lk:' .. name
    local metersKey, idleKey, orderedKey = P .. 'lm:' .. name, P .. 'li:' .. name, P .. 'lak:' .. name
    local runningKey, running0 = P .. 'lr:' .. name, nil
    local lanes, touched, meters, changedMeters, metaChanged, isTidy = {}, {}, {}, {}, false, false

    local function setMeta(field, value)
      if meta[field] == value then return end
      meta[field] = value
      metaChanged = true
    end

    local function running()
      running0 = running0 or tonumber(call('HGET', P .. 'c', RUNNING .. ' ' .. name) or 0)
      return running0 + (queue.counts[RUNNING] or 0)
    end

    local function hasRoom() return not limits[1] or running() < limits[1] end

    local function isSorting() return meta.stale or meta.sorted or meta.from end

    ------------------------------------------------------------------------------------------- meters

    -- Field of a meter: 'q' for the queue, 'k' and the key for a key.
    local function listOf(field) return P .. 'lw:' .. Q .. (field == 'q' and '' or ':' .. #field - 1 .. ':' .. string.sub(field, 2)) end

    local function meterOf(field)
      local m = meters[field]
      if m ~= nil then return m or nil end
      local stored = call('HGET', metersKey, field)
      m = stored and decodeMeter(stored, listOf(field)) or nil
      if m and field ~= 'q' then
        for _, change in ipairs(meta.rules or {}) do
          if m and change[1] > m.version then
            m = converted(m, change[2], change[3])
            changedMeters[field] = true
          end
        end
      end
      meters[field] = m or false
      return m
    end

    local function takeFrom(field, rule)
      local m = meterOf(field) or newMeter(rule, listOf(field))
      takeOne(m)
      meters[field] = m
      changedMeters[field] = true
    end

    local function forgetMeter(field)
      discard(meterOf(field))
      meters[field] = false
      changedMeters[field] = true
    end

    local function writeMeters()
      for field in pairs(changedMeters) do
        local m = meters[field]
        hput(metersKey, field, m and encodeMeter(m, meta.version or 0) or false)
        if m and m.kind == WINDOW then writeWindow(m) end
        if field ~= 'q' then zput(idleKey, string.sub(field, 2), m and freshAt(m) or false) end
      end
      changedMeters = {}
    end

    ------------------------------------------------------------------------------------------- lanes

    local function laneOf(key)
      local lane = lanes[key]
      if not lane then
        lane = { key = key, id = Q .. ':' .. #key .. ':' .. key, nodes = {} }
        lanes[key] = lane
      end
      return lane
    end

    local function touchLane(lane)
      if lane.isTouched then return end
      lane.isTouched = true
      touched[#touched + 1] = lane
    end

    -- Where ready jobs of a lane are listed that are pinned to a node, or, without one, those that are not.
    local function listIn(lane, node)
      return node and P .. 'lp:' .. lane.id .. ':' .. node or P .. 'lj:' .. lane.id
    end

    local function openTo(node) return node and openKey .. ':' .. node or openKey end

    local function listInLane(lane, job, rank)
      local node = pinOf(job)
      local key = listIn(lane, node)
      zput(key, digits(job.seq), rank)
      if not node then return end
      lane.nodes[node] = true
      pinnedLists[key] = { P .. 'ln:' .. lane.id, node }
      if rank then setMeta('pins', true) end
    end

    local function runningIn(lane)
      lane.running = lane.running or tonumber(call('HGET', runningKey, lane.key) or 0)
      local changes = counts[runningKey]
      return lane.running + (changes and changes[lane.key] or 0)
    end

    local function acceptedIn(lane) return P .. 'la:' .. lane.id end

    local function accept(lane, job)
      zput(acceptedIn(lane), digits(job.seq), job.seq)
      zput(orderedKey, lane.key, 0)
    end

    -- In strict order: the job whose turn it is.
    local function turnOf(lane)
      local seq = head(acceptedIn(lane))
      return seq and load(tonumber(seq)) or nil
    end

    local function nodesOf(lane)
      if meta.pins and not lane.knowsNodes then
        lane.knowsNodes = true
        for _, node in ipairs(call('SMEMBERS', P .. 'ln:' .. lane.id)) do lane.nodes[node] = true end
      end
      return lane.nodes
    end

    -- The ranks of the jobs that a lane would let go next, limits apart: for any node, and by node.
    local function firstOf(lane)
      local open, pinned, oldest = false, {}, NEVER
      local function look(node)
        local key = listIn(lane, node)
        local _, rank = head(key)
        if rank then oldest = min(oldest, oldestOrder(key, rank)) end
        return rank or false
      end
      open = look()
      for node in pairs(nodesOf(lane)) do pinned[node] = look(node) end
      if not limits[5] then return open, pinned, oldest end
      open = false
      for node in pairs(pinned) do pinned[node] = false end
      local turn = turnOf(lane)
      if not turn then zput(orderedKey, lane.key, false)
      elseif turn.state == READY and runningIn(lane) == 0 then
        local node = pinOf(turn)
        if node then pinned[node] = rankOf(turn) else open = rankOf(turn) end
      end
      return open, pinned, oldest
    end

    -- Puts a lane where it belongs now.
    local function place(lane)
      local open, pinned, oldest = firstOf(lane)
      local isFull = limits[2] and runningIn(lane) >= limits[2]
      local at = limits[4] and availableAt(meterOf('k' .. lane.key)) or 0
      local cools = false
      if isFull or at > steady then
        cools = not isFull and open and at
        open = false
        for node, rank in pairs(pinned) do
          if rank and not isFull then cools = at end
          pinned[node] = false
        end
      end
      zput(openKey, lane.key, open)
      for node, rank in pairs(pinned) do
        local key = openTo(node)
        zput(key, lane.key, rank)
        pinnedLists[key] = { P .. 'lon:' .. name, node }
      end
      zput(coolKey, lane.key, cools)
      zput(lanesKey, lane.key, oldest < NEVER and oldest)
    end

    -- Puts all lanes where they belong that something happened to.
    local function flush()
      if #touched == 0 then return end
      local list = touched
      touched = {}
      local unknown = {}
      for i = 1, #list do
        if not list[i].running then unknown[#unknown + 1] = list[i].key end
      end
      if #unknown > 1 and (limits[2] or limits[5]) then
        for from = 1, #unknown, 4000 do
          local found = call('HMGET', runningKey, unpack(unknown, from, min(from + 3999, #unknown)))
          for i = 1, #found do lanes[unknown[from + i - 1]].running = tonumber(found[i] or 0) end
        end
      end
      for i = 1, #list do
        list[i].isTouched = false
        place(list[i])
      end
    end

    ------------------------------------------------------------------------------------------- what core.lua calls

    -- Takes note of a job's new state.
    function gate.enter(job)
      local key = meta.lanes and limitKeyOf(job)
      local state = job.state
      if not key then
        if state == READY then zput(readyKey(queue, job), digits(job.seq), rankOf(job)) end
        return
      end
      local lane = laneOf(key)
      if state == READY then
        local rank = rankOf(job)
        if isByKey(limits) and rank < (meta.sorted or huge) then listInLane(lane, job, rank)
        else zput(readyKey(queue, job), digits(job.seq), rank) end
      end
      if limits[5] and (state == READY or state == SCHEDULED) then accept(lane, job) end
      if meta.ordered and (state == BLOCKED or terminal(state)) then
        zput(acceptedIn(lane), digits(job.seq), false)
      end
      touchLane(lane)
    end

    -- Takes note that a job is about to leave its state.
    function gate.leave(job)
      local key = meta.lanes and limitKeyOf(job)
      if key then touchLane(laneOf(key)) end
      if job.state ~= READY then return end
      if key then listInLane(laneOf(key), job, false) end
      -- While former limits or new ones are not in force everywhere, it may be in either list.
      if not key or meta.sorted or not isByKey(limits) then
        zput(readyKey(queue, job), digits(job.seq), false)
      end
    end

    -- Counts a hand-out in the rates.
    function gate.take(job)
      if limits[3] then takeFrom('q', limits[3]) end
      local key = limits[4] and limitKeyOf(job)
      if not key then return end
      takeFrom('k' .. key, limits[4])
      touchLane(laneOf(key))
    end

    -- How many jobs may go straight from the lists of ready jobs, at most so many; nil when each has to be asked for.
    function gate.free(most)
      if meta.lanes then return nil end
      if limits[1] then most = min(most, limits[1] - running()) end
      if limits[3] then most = min(most, allows(meterOf('q'), limits[3])) end
      return max(0, most)
    end

    -- The job to hand to a node next, or nil when none may go.
    function gate.next(node)
      flush()
      if not hasRoom() or meta.stale then return nil end
      if limits[3] and availableAt(meterOf('q')) > steady then return nil end
      local best, least = nil, huge
      local function consider(key)
        local member, rank = head(key)
        if not member or rank >= least then return false end
        best, least = member, rank
        return true
      end
      consider(queue.ready)
      consider(pinnedReady(queue, node))
      -- What is not sorted so far may have a limit key.
      local isKnown = least < (meta.sorted or huge)
      local lane, door
      if not meta.from then
        if consider(openKey) then lane, door, isKnown = best, false, true end
        if meta.pins and consider(openTo(node)) then lane, door, isKnown = best, node, true end
      end
      if not best or not isKnown then return nil end
      if not lane then return load(tonumber(best)) end
      if limits[5] then return turnOf(laneOf(lane)) end
      return load(tonumber((head(listIn(laneOf(lane), door or nil)))))
    end

    -- When a rate lets the next job go, if one is ready for a node and nothing else holds it; nil otherwise. While there is
    -- something to sort, somebody should come again at once.
    function gate.nextAt(node)
      flush()
      if not hasRoom() then return nil end
      local at
      if isSorting() or head(queue.ready) or head(pinnedReady(queue, node)) or head(openKey)
        or (meta.pins and head(openTo(node))) then at = steady
      else
        local _, cooled = head(coolKey)
        at = cooled
      end
      if not at then return nil end
      if limits[3] then at = max(at, availableAt(meterOf('q'))) end
      return (at > steady or isSorting()) and at or nil
    end

    -- Whether any list of one job's node, or any door of one, has something in it.
    local function anyFor(setKey, keyFor)
      local keys = {}
      for _, node in ipairs(call('SMEMBERS', setKey)) do keys[#keys + 1] = keyFor(node) end
      for key, at in pairs(pinnedLists) do
        if at[1] == setKey then keys[#keys + 1] = key end
      end
      for i = 1, #keys do
        if head(keys[i]) then return true end
      end
      return false
    end

    -- Whether somebody who looks now, or when a rate allows it, would get a job.
    function gate.letsGo()
      flush()
      if not hasRoom() then return false end
      if isSorting() or head(queue.ready) or head(openKey) or head(coolKey) then return true end
      return anyFor(P .. 'rnq:' .. name, function(node) return pinnedReady(queue, node) end)
        or (meta.pins and anyFor(P .. 'lon:' .. name, openTo)) or false
    end

    -- Since when the job in a lane has been ready that is so the longest; for reading.
    function gate.oldest()
      local key = meta.lanes and head(lanesKey)
      if not key then return NEVER end
      local lane = laneOf(key)
      local found = oldestDue(listIn(lane))
      for node in pairs(nodesOf(lane)) do found = min(found, oldestDue(listIn(lane, node))) end
      return found
    end

    ------------------------------------------------------------------------------------------- how limits come into force

    -- Setting limits moves one slice of what has to move; claims and sweeps move the rest. Meanwhile only jobs are handed
    -- out of which it is known that the limits let them go. An order in which jobs go is never changed by it.

    local function tidy()
      if isTidy or not meta.lanes then return end
      isTidy = true
      zsync(coolKey)
      for _, key in ipairs(call('ZRANGEBYSCORE', coolKey, '-inf', steady, 'LIMIT', 0, SLICE)) do touchLane(laneOf(key)) end
      zsync(idleKey)
      for _, key in ipairs(call('ZRANGEBYSCORE', idleKey, '-inf', limits[4] and steady or '+inf', 'LIMIT', 0, SLICE)) do
        local m = meterOf('k' .. key)
        if not m or not limits[4] or freshAt(m) <= steady then forgetMeter('k' .. key) end
      end
    end

    local function sortLanes(left)
      flush()
      zsync(lanesKey)
      local found = call(
        'ZRANGEBYSCORE', lanesKey, '(' .. format('%.0f', meta.stale), '+inf', 'WITHSCORES', 'LIMIT', 0, left)
      for i = 1, #found, 2 do touchLane(laneOf(found[i])) end
      flush()
      setMeta('stale', #found == 2 * left and tonumber(found[#found]) or nil)
      return #found / 2
    end

    local function sortReady(left)
      local lists, bound, done = { queue.ready }, huge, 0
      for _, node in ipairs(call('SMEMBERS', P .. 'rnq:' .. name)) do lists[#lists + 1] = pinnedReady(queue, node) end
      local quota = max(4, floor(left / #lists))
      local pages, seqs = {}, {}
      for i = 1, #lists do
        zsync(lists[i])
        pages[i] = call(
          'ZRANGEBYSCORE', lists[i], format('%.0f', meta.sorted), '+inf', 'WITHSCORES', 'LIMIT', 0, quota)
        if #pages[i] == 2 * quota then bound = min(bound, tonumber(pages[i][2 * quota]) + 1) end
        for k = 1, #pages[i], 2 do seqs[#seqs + 1] = pages[i][k] end
      end
      prefetch(seqs)
      for i = 1, #lists do
        for k = 1, #pages[i], 2 do
          local rank = tonumber(pages[i][k + 1])
          if rank < bound then
            local job = load(tonumber(pages[i][k]))
            local key = limitKeyOf(job)
            done = done + 1
            if key then
              zput(readyKey(queue, job), pages[i][k], false)
              listInLane(laneOf(key), job, rank)
              touchLane(laneOf(key))
            end
          end
        end
      end
      setMeta('sorted', bound < huge and bound or nil)
      return done
    end

    local function isLive(chunk)
      for _, n in ipairs(call('HMGET', P .. 'cc', chunk .. ':' .. SCHEDULED, chunk .. ':' .. READY, chunk .. ':' .. RUNNING)) do
        if n and tonumber(n) > 0 then return true end
      end
      return false
    end

    local function orderChunk(first, last)
      local seqs = {}
      for seq = first, last do seqs[#seqs + 1] = seq end
      prefetch(seqs)
      for seq = first, last do
        local job = load(seq)
        if job and not terminal(job.state) and job.state ~= BLOCKED and queueOfJob(job) == queue then
          local key = limitKeyOf(job)
          if key then
            accept(laneOf(key), job)
            touchLane(laneOf(key))
          end
        end
      end
    end

    local function order(left)
      zsync(P .. 'ch')
      while left > 0 do
        local found = call('ZRANGEBYSCORE', P .. 'ch', floor(meta.from / CHUNK), '+inf', 'LIMIT', 0, 1)
        local chunk = tonumber(found[1] or NEVER)
        if meta.from >= meta.to or chunk * CHUNK >= meta.to then
          setMeta('from', nil)
          setMeta('to', nil)
          return left
        end
        local first, last = max(meta.from, chunk * CHUNK), min(meta.to, chunk * CHUNK + CHUNK) - 1
        if isLive(chunk) then
          orderChunk(first, last)
          left = left - (last - first + 1)
        else
          left = left - 16
        end
        setMeta('from', last + 1)
      end
      return 0
    end

    -- Lets go of a strict order that holds no more.
    local function disorder(left)
      zsync(orderedKey)
      local keys = call('ZRANGE', orderedKey, 0, left - 1)
      for i = 1, #keys do
        local key = acceptedIn(laneOf(keys[i]))
        zsets[key] = nil
        heads[key] = nil
        gone[key] = true
        zput(orderedKey, keys[i], false)
      end
      if #keys < left then setMeta('ordered', nil) end
    end

    -- Whether nothing is left of limits by key that were.
    local function isBare()
      flush()
      writeMeters()
      return not head(lanesKey) and not head(idleKey)
    end

    -- Has a change of limits come further into force; answers whether that is done.
    function gate.sort()
      tidy()
      local left = SLICE
      if meta.stale then left = left - sortLanes(left) end
      if meta.sorted and left > 0 then left = left - sortReady(left) end
      if meta.from and not meta.sorted and not meta.stale and left > 0 then left = order(left) end
      flush()
      if meta.ordered and not limits[5] and left > 0 then disorder(left) end
      if meta.lanes and not isByKey(limits) and not isSorting() and not meta.ordered and isBare() then
        for _, field in ipairs({ 'lanes', 'pins', 'rules', 'version' }) do setMeta(field, nil) end
      end
      return not isSorting() and (not meta.ordered or limits[5])
    end

    -- Sets other limits. What runs goes on; what the rates counted still counts.
    function gate.set(new)
      local former = limits
      limits = new or NONE
      queue.limits = new
      metaChanged = true
      meters.q = converted(meterOf('q'), limits[3], steady) or false
      changedMeters.q = true
      local isSame = former[2] == limits[2] and former[5] == limits[5] and sameRate(former[4], limits[4])
      if isSame then return end
      if not sameRate(former[4], limits[4]) then
        -- Those that nobody looks at now change later, each change as of its own instant.
        meta.version = (meta.version or 0) + 1
        meta.rules = meta.rules or {}
        insert(meta.rules, { meta.version, limits[4], steady })
        if #meta.rules > MAX_RULES then table.remove(meta.rules, 1) end
        for field, m in pairs(meters) do
          if field ~= 'q' then
            meters[field] = converted(m or nil, limits[4], steady) or false
            changedMeters[field] = true
          end
        end
      end
      meta.stale = meta.lanes and 0 or nil
      if isByKey(limits) then
        meta.lanes = true
        if not isByKey(former) then meta.sorted = 0 end
      else
        meta.sorted = nil
      end
      if limits[5] and not former[5] then
        meta.ordered, meta.from, meta.to = true, 1, nextSeq
      elseif not limits[5] then
        meta.from, meta.to = nil, nil
      end
    end

    function gate.finish()
      flush()
      writeMeters()
      if not metaChanged then return end
      metaChanged = false
      local isIdle = not queue.limits and not meta.lanes
      queue.gate = not isIdle and meta or false
      gates[name] = not isIdle and gate or nil
      it.save(queue)
      if isSorting() or meta.ordered and not limits[5] or meta.lanes and not isByKey(limits) then
        call('SADD', P .. 'sorting', name)
      else
        call('SREM', P .. 'sorting', name)
      end
    end

    ------------------------------------------------------------------------------------------- for reading

    -- What holds a ready job back: the reason (WaitReason), then a table with limit, running, at (steady), behind (a job).
    function gate.explain(job)
      local key = isByKey(limits) and limitKeyOf(job)
      if key then
        if meta.from then return 11, {} end
        local lane = laneOf(key)
        local n = runningIn(lane)
        local turn = limits[5] and turnOf(lane)
        if turn and turn ~= job then return 11, { behind = turn.id } end
        if limits[5] and n > 0 then return 8, { limit = 1, running = n } end
        if limits[2] and n >= limits[2] then return 8, { limit = limits[2], running = n } end
        local at = limits[4] and availableAt(meterOf('k' .. key)) or 0
        if at > steady then return 10, { at = at } end
      end
      if not hasRoom() then return 7, { limit = limits[1], running = running() } end
      local at = limits[3] and availableAt(meterOf('q')) or 0
      if at > steady then return 9, { at = at } end
      return 0, {}
    end

    -- The lists that a ready job competes in: those of its lane, or those of its queue.
    function gate.listsOf(job)
      local key = meta.lanes and limitKeyOf(job)
      if not key then return nil end
      local lane, node = laneOf(key), pinOf(job)
      if limits[5] then return {} end
      if not call('ZSCORE', listIn(lane, node), digits(job.seq)) then return nil end
      return node and { listIn(lane), listIn(lane, node) } or { listIn(lane) }
    end

    return gate
  end

  -- The gate of a queue.
  function it.gate(queue)
    local gate = gates[queue.name]
    if not gate then
      gate = newGate(queue)
      gates[queue.name] = gate
    end
    return gate
  end

  -- Sets a queue's limits; false for none. The first slice at once: with no more jobs than that, they are in force when the
  -- call is answered.
  function it.set(queue, limits)
    local gate = it.gate(queue)
    gate.set(limits)
    gate.sort()
  end

  -- Keeps a queue's settings.
  function it.save(queue)
    local isPlain = not queue.paused and not queue.limits and not queue.gate
    hput(P .. 'q', queue.name, not isPlain and pack({ queue.paused, queue.limits, queue.gate }) or false)
  end

  function it.finish()
    for _, gate in pairs(gates) do gate.finish() end
    for key in pairs(gone) do call('UNLINK', key) end
  end

  return it
end
