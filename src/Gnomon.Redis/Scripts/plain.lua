-- The short way for plain jobs: those that have nothing of what few have, in a queue without limits, that are stored to run
-- at once, are handed out for the first time, and succeed. Most jobs are such, and for each step of their lives the server
-- does a tenth of the work: a record is not taken apart but joined anew from its pieces, and what the jobs of one call have
-- in common is made once. What is stored is the same as by core.lua, to the byte; whatever is not plain goes that way.

parts.plain = function()
  local it = {}
  local pieces, sub = struct.pack, string.sub
  local READY_STATE = '\1'
  local RUNNING_STATE, SUCCEEDED_STATE = RUNNING + 16, SUCCEEDED + 16
  -- In the record of a job that has been handed out: what comes before the attempt, and the marks of one with just a node.
  local ENDED_BYTES, MARKS_AT, ONLY_NODE = 18, 84, 2

  -- Queues with limits have lanes and rates to keep.
  local isFree = {}
  local function hasLimits(queue)
    local free = isFree[queue]
    if free == nil then
      free = not gateOf(queue)
      isFree[queue] = free
    end
    return not free
  end

  -- Adds up what happens to jobs that follow each other: those of one kind in one hash are counted together.
  local function newTally(note)
    local kind, place, n, group = nil, nil, 0, nil
    local tally = {}
    function tally.close()
      if n > 0 then note(group, place, n) end
      n = 0
    end
    function tally.add(ofKind, chunk)
      if ofKind ~= kind or chunk ~= place then
        tally.close()
        if ofKind ~= kind then group = groupOf((struct.unpack('>I4', ofKind))) end
        kind, place = ofKind, chunk
      end
      n = n + 1
    end
    return tally
  end

  -- Stores new jobs of one kind.
  -- run: 1 queue, 2 handler, 3 version of the arguments, 4 priority, 5 attempts allowed, then for each job its id and its
  -- specification
  -- Answers whether all are new; else marks in `known`, from `at` on, those whose id was there.
  function it.enqueue(run, known, at)
    local queue = queueOf(run[1])
    local group = groupOf(groupFor(run[1], run[2], run[3]))
    local isNew = true
    if hasLimits(queue) or not group.handler then
      for i = 6, #run, 2 do
        local d = { run[i], run[1], run[2], run[3], run[4], nil, nil, run[5], nil, run[i + 1] }
        if accept(d)[1] ~= CREATED then
          isNew = false
          known[at + (i - 6) / 2] = true
        end
      end
      return isNew
    end
    promoteAll(queue)
    local kind = pieces('>I4BI4', group.number, run[4], run[5])
    local times = pieces('>dd', now, now)
    local ranks = (MAX_PRIORITY - run[4]) * RANK
    local into = batchOf(queue.ready).into
    local set, count = #into, 0
    local chunk, last, args, n = -1, -1, nil, 0
    local function close()
      if count == 0 then return end
      tallyNew(group, chunk, count)
      tallyMany(group, chunk, READY, count)
      tallyDay(group, 'a', count)
      count = 0
    end
    for i = 6, #run, 2 do
      local id, seq = run[i], nextSeq
      local text = digits(seq)
      if newIds[id] or call('HSETNX', indexOf(id), id, text) == 0 then
        isNew = false
        known[at + (i - 6) / 2] = true
      else
        local order = nextOrder
        nextSeq, nextOrder = seq + 1, order + 1
        if seq > last then
          close()
          chunk = floor(seq / CHUNK)
          last = chunk * CHUNK + CHUNK - 1
          args = fieldsOf(chunk)
          n = #args
        end
        local low = seq - chunk * CHUNK
        local bytes = READY_STATE .. id .. kind .. pieces('>d', order) .. times
        stored[seq] = bytes
        args[n + 1], args[n + 2] = LOW[low], bytes
        args[n + 3], args[n + 4] = LOW_SPEC[low], run[i + 1]
        into[set + 1], into[set + 2] = digits(ranks + order), text
        n, set, count = n + 4, set + 2, count + 1
      end
    end
    close()
    return isNew
  end

  -- Hands out the jobs of a list that are plain; the others, each in its turn, to `take`.
  -- isHead: they are the first of those that any node may run
  function it.claim(queue, list, isHead, node, leaseEnd, claimed, take)
    local before = pieces('>BBddI4', RUNNING_STATE, A_RUNNING, 0, 0, 1)
    local after = pieces('>I4I4I4BdddI4c0I4I4I4', 0, 0, 0, ONLY_NODE, now, 0, 0, #node, node, 0, 0, 0)
    local score, into = digits(leaseEnd), batchOf(P .. 'run').into
    local set, chunk, last, args, n = #into, -1, -1, nil, 0
    local others = {}
    local tally = newTally(function(group, place, count)
      tallyMany(group, place, READY, -count)
      tallyMany(group, place, RUNNING, count)
    end)
    for i = 1, #list do
      local seq = list[i]
      local bytes = jobs[seq] == nil and stored[seq]
      if bytes and byte(bytes) == READY then
        if seq > last or seq < last - CHUNK + 1 then
          chunk = floor(seq / CHUNK)
          last = chunk * CHUNK + CHUNK - 1
          args = fieldsOf(chunk)
          n = #args
        end
        bytes = before .. sub(bytes, 2) .. after
        stored[seq] = bytes
        args[n + 1], args[n + 2] = LOW[seq - chunk * CHUNK], bytes
        into[set + 1], into[set + 2] = score, padded(seq)
        n, set = n + 2, set + 2
        tally.add(sub(bytes, 39, 42), chunk)
        claimed[#claimed + 1] = seq
      else
        others[#others + 1] = i
        take(load(seq))
      end
    end
    tally.close()
    local batch = batchOf(queue.ready)
    if isHead and #others == 0 then
      batch.cut = batch.cut + #list
      return
    end
    local out, skip = batch.out, 1
    for i = 1, #list do
      if i == others[skip] then skip = skip + 1 else out[#out + 1] = digits(list[i]) end
    end
  end

  local tally, done, score
  local function begin()
    tally = newTally(function(group, place, count)
      tallyMany(group, place, RUNNING, -count)
      tallyMany(group, place, SUCCEEDED, count)
      tallyDay(group, 'd', count)
    end)
    done = pieces('>BBdd', SUCCEEDED_STATE, A_SUCCEEDED, now, now)
    score = digits(min(NEVER, now + RETENTION))
  end

  local freeKinds = {}
  local function isFreeKind(kind)
    local free = freeKinds[kind]
    if free == nil then
      free = not hasLimits(groupOf((struct.unpack('>I4', kind))).queue)
      freeKinds[kind] = free
    end
    return free
  end

  -- Ends an attempt in success, if the job is plain; answers whether it was.
  -- token: the attempt (4 bytes) and the id, as they stand in the record
  function it.succeed(seq, token, result)
    local bytes = seq and jobs[seq] == nil and stored[seq]
    if not bytes or byte(bytes) ~= RUNNING_STATE or byte(bytes, MARKS_AT) ~= ONLY_NODE or sub(bytes, 19, 38) ~= token then
      return false
    end
    local kind = sub(bytes, 39, 42)
    if not isFreeKind(kind) then return false end
    if not tally then begin() end
    local chunk = floor(seq / CHUNK)
    local args, out, into = fieldsOf(chunk), batchOf(P .. 'run').out, batchOf(P .. 'end').into
    local low, n, set, member = seq - chunk * CHUNK, #args, #into, padded(seq)
    bytes = done .. sub(bytes, ENDED_BYTES + 1)
    stored[seq] = bytes
    args[n + 1], args[n + 2] = LOW[low], bytes
    if result then args[n + 3], args[n + 4] = low .. 'r', result end
    out[#out + 1] = member
    into[set + 1], into[set + 2] = score, member
    tally.add(kind, chunk)
    return true
  end

  function it.finish()
    if tally then tally.close() end
  end

  return it
end
