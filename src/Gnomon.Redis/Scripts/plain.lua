-- The short way for plain jobs: those that have nothing of what few have, in a queue without limits, that are stored to run
-- at once, are handed out for the first time, and succeed. Most jobs are such, and for each step of their lives the server
-- does a fraction of the work: a record is not taken apart but joined anew from its pieces, and what the jobs of one call
-- have in common is made once. The records are those of core.lua, to the byte; whatever is not plain goes that way.

do
  local READY_STATE = '\1'
  local RUNNING_STATE, SUCCEEDED_STATE = RUNNING + 16, SUCCEEDED + 16
  -- In the record of a job that has been handed out: how much of it changes at the end, the attempt with the id, the group,
  -- and the marks; those of one that has nothing but a node.
  local ENDED_BYTES, TOKEN_AT, GROUP_AT, MARKS_AT, ONLY_NODE = 18, 19, 39, 84, 2
  local NEW_GROUP_AT = 18        -- the group in the record of one that has not
  local MOST_TOGETHER = 100
  local plain = {}
  local pieces, sub, typeOf

  -------------------------------------------------------------------------------------------------------------- counts

  -- Jobs of one group and one hash that follow each other are counted together as they go from a state to another.
  local group, groupBytes, chunk, moved
  local function close(from, to)
    if moved == 0 then return end
    if from then tallyMany(group, chunk, from, -moved) else tallyNew(group, chunk, moved) end
    tallyMany(group, chunk, to, moved)
    if to ~= RUNNING then tallyDay(group, to == SUCCEEDED and 'd' or 'a', moved) end
    moved = 0
  end

  local function turnTo(ofGroup, ofChunk, from, to)
    close(from, to)
    if ofGroup ~= groupBytes then group = groupOf((struct.unpack('>I4', ofGroup))) end
    groupBytes, chunk = ofGroup, ofChunk
  end

  --------------------------------------------------------------------------------------------------------------- steps

  -- Stores new jobs of one kind.
  -- run: 1 queue, 2 handler, 3 version of the arguments, 4 priority, 5 attempts allowed, then for each job its id and its
  -- specification
  -- Answers whether all are new; else marks in `known`, from `at` on, those whose id was there.
  function plain.enqueue(run, known, at)
    local queue = queueOf(run[1])
    local isNew = true
    group = groupOf(groupFor(run[1], run[2], run[3]))
    if gateOf(queue) or not group.handler then
      for i = 6, #run, 2 do
        local d = { run[i], run[1], run[2], run[3], run[4], nil, nil, run[5], nil, run[i + 1] }
        if accept(d)[1] ~= CREATED then
          isNew = false
          known[at + (i - 6) / 2] = true
        end
      end
      return isNew
    end
    promote(queue, MAX_PROMOTED)
    local kind, times = pieces('>I4BI4', group.number, run[4], run[5]), pieces('>dd', now, now)
    local ranks, into = (MAX_PRIORITY - run[4]) * RANK, batchOf(queue.ready).into
    local set, first, args, n = #into, nil, nil, 0
    for i = 6, #run, 2 do
      local id, seq, order = run[i], nextSeq, nextOrder
      local text = digits(seq)
      if newIds[id] or call('HSETNX', indexOf(id), id, text) == 0 then
        isNew = false
        known[at + (i - 6) / 2] = true
      else
        nextSeq, nextOrder = seq + 1, order + 1
        local low = seq % CHUNK
        if seq - low ~= first then
          close(nil, READY)
          first = seq - low
          chunk = first / CHUNK
          args = fieldsOf(chunk)
          n = #args
        end
        local bytes = READY_STATE .. id .. kind .. pieces('>d', order) .. times
        stored[seq] = bytes
        args[n + 1], args[n + 2], args[n + 3], args[n + 4] = LOW[low], bytes, LOW_SPEC[low], run[i + 1]
        into[set + 1], into[set + 2] = digits(ranks + order), text
        n, set, moved = n + 4, set + 2, moved + 1
      end
    end
    close(nil, READY)
    return isNew
  end

  -- Hands out the jobs of a list that are plain, and puts their numbers into `claimed`; the others go, each in its turn, to
  -- `take`.
  -- isHead: they are the first of those that any node may run
  function plain.claim(queue, list, isHead, node, leaseEnd, claimed, take)
    local before = pieces('>BBddI4', RUNNING_STATE, A_RUNNING, 0, 0, 1)
    local after = pieces('>I4I4I4BdddI4c0I4I4I4', 0, 0, 0, ONLY_NODE, now, 0, 0, #node, node, 0, 0, 0)
    local score, into = digits(leaseEnd), batchOf(P .. 'run').into
    local set, first, args, n, count = #into, nil, nil, 0, #claimed
    local others = {}
    for i = 1, #list do
      local seq = list[i]
      local bytes = jobs[seq] == nil and stored[seq]
      if bytes and byte(bytes) == READY then
        local ofGroup, low = sub(bytes, NEW_GROUP_AT, NEW_GROUP_AT + 3), seq % CHUNK
        if seq - low ~= first or ofGroup ~= groupBytes then
          first = seq - low
          turnTo(ofGroup, first / CHUNK, READY, RUNNING)
          args = fieldsOf(chunk)
          n = #args
        end
        bytes = before .. sub(bytes, 2) .. after
        stored[seq] = bytes
        args[n + 1], args[n + 2] = LOW[low], bytes
        into[set + 1], into[set + 2] = score, padded(seq)
        n, set, count, moved = n + 2, set + 2, count + 1, moved + 1
        claimed[count] = seq
      else
        others[#others + 1] = i
        take(load(seq))
        count = #claimed
      end
    end
    close(READY, RUNNING)
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

  -- Whether a settlement is plain: its token, and its result.
  local function successOf(s)
    if typeOf(s) == 'string' then return s end
    if s[2] == 0 and s[4] == nil and s[6] == nil and s[7] == nil and s[8] == nil then return s[1], s[5] end
  end

  -- Lists jobs that ended by the end of their retention: see sweep.lua.
  local function listEnded(members)
    local into, score = batchOf(P .. 'end').into, digits(min(NEVER, now + RETENTION))
    for from = 1, #members, MOST_TOGETHER do
      local to = min(from + MOST_TOGETHER - 1, #members)
      local n = #into
      into[n + 1] = score
      into[n + 2] = from == to and members[from] or digits(now) .. ':' .. concat(members, '', from, to)
    end
  end

  -- Ends attempts, of plain jobs in success; the others go, each in its turn, to `other`, which answers.
  -- settlements, answers: see settle.lua
  -- seqs: where the jobs should be, as far as that is known
  -- Answers whether all were plain: then `answers` is empty.
  function plain.settle(settlements, seqs, answers, other)
    local done = pieces('>BBdd', SUCCEEDED_STATE, A_SUCCEEDED, now, now)
    local running, members = P .. 'run', {}
    local first, args, out, isFree = nil, nil, nil, false
    local areAll = true
    for i = 1, #settlements do
      local token, result = successOf(settlements[i])
      local seq = seqs[i]
      local bytes = token and seq and jobs[seq] == nil and stored[seq]
      local isPlain = bytes and byte(bytes) == RUNNING_STATE and byte(bytes, MARKS_AT) == ONLY_NODE
        and sub(bytes, TOKEN_AT, GROUP_AT - 1) == sub(token, 1, 20)
      if isPlain then
        local ofGroup, low = sub(bytes, GROUP_AT, GROUP_AT + 3), seq % CHUNK
        if seq - low ~= first or ofGroup ~= groupBytes then
          first = seq - low
          turnTo(ofGroup, first / CHUNK, RUNNING, SUCCEEDED)
          args, out = fieldsOf(chunk), batchOf(running).out
          -- Queues with limits have lanes and rates to keep.
          isFree = not gateOf(group.queue)
        end
        isPlain = isFree
        if isFree then
          local n, member = #args, padded(seq)
          bytes = done .. sub(bytes, ENDED_BYTES + 1)
          stored[seq] = bytes
          args[n + 1], args[n + 2] = LOW[low], bytes
          if result then args[n + 3], args[n + 4] = LOW[low] .. 'r', result end
          out[#out + 1], members[#members + 1] = member, member
          moved = moved + 1
        end
      end
      if not isPlain then
        if areAll then
          for before = 1, i - 1 do answers[before] = SUCCEEDED end
          areAll = false
        end
        close(RUNNING, SUCCEEDED)
        first = nil
        answers[i] = other(settlements[i], seq)
      elseif not areAll then
        answers[i] = SUCCEEDED
      end
    end
    close(RUNNING, SUCCEEDED)
    listEnded(members)
    return areAll
  end

  parts.plain = function()
    pieces, sub, typeOf = struct.pack, string.sub, type
    group, groupBytes, chunk, moved = nil, nil, nil, 0
    return plain
  end
end
