-- The short way for plain jobs: those that have nothing of what few have, in a queue without limits, that are stored to run
-- at once, are handed out for the first time, and succeed. Most jobs are such, and for each step of their lives the server
-- does a fraction of the work: a record is joined from pieces and stays as it is, what changes with a hand-out and an end is
-- written beside it, the same text for all jobs of a claim (see core.lua), and these share one lease. Whatever is not plain
-- goes the way of core.lua.

do
  local plain = {}
  local pieces, sub

  -------------------------------------------------------------------------------------------------------------- counts

  -- Jobs of one group and one hash that follow each other are counted together as they go from a state to another.
  local group, chunk, moved
  local function close(from, to)
    if moved == 0 then return end
    if from then tallyMany(group, chunk, from, -moved) else tallyNew(group, chunk, moved) end
    tallyMany(group, chunk, to, moved)
    if to ~= RUNNING then tallyDay(group, to == SUCCEEDED and 'd' or 'a', moved) end
    moved = 0
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
    local kind, times = pieces('>BI4', run[4], run[5]), pieces('>dd', now, now)
    local beginning = pieces('>BI4', READY, group.number)
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
        local bytes = beginning .. id .. kind .. pieces('>d', order) .. times
        stored[seq] = bytes
        args[n + 1], args[n + 2], args[n + 3], args[n + 4] = LOW[low], bytes, LOW_SPEC[low], run[i + 1]
        into[set + 1], into[set + 2] = digits(ranks + order), text
        n, set, moved = n + 4, set + 2, moved + 1
      end
    end
    close(nil, READY)
    return isNew
  end

  local handedOut, leaseEnds     -- by this call; and when the lease ends that they share
  do
    -- The attempt of a job of the present group that is handed out by this call.
    local function attemptOf(node)
      return pieces('>BddI4B', RUNNING, now, 0, group.number, 1) .. NONCE .. node
    end

    -- Hands out the jobs of a list that are plain, and puts their numbers into `claimed`; the others go, each in its turn,
    -- to `take`.
    -- isHead: they are the first of those that any node may run
    function plain.claim(queue, list, isHead, node, leaseEnd, claimed, take)
      local first, number, attempt, args, n, count, of = nil, nil, nil, nil, 0, #claimed, #handedOut
      local others = {}
      leaseEnds = leaseEnd
      for i = 1, #list do
        local seq = list[i]
        local bytes = stored[seq]
        local state, g1, g2, g3, g4
        if bytes then state, g1, g2, g3, g4 = byte(bytes, 1, 5) end
        if state == READY then
          local low, its = seq % CHUNK, g1 * 16777216 + g2 * 65536 + g3 * 256 + g4
          if seq - low ~= first or its ~= number then
            close(READY, RUNNING)
            if its ~= number then
              number, group = its, groupOf(its)
              attempt = attemptOf(node)
            end
            first = seq - low
            chunk = first / CHUNK
            args = fieldsOf(chunk)
            n = #args
          end
          args[n + 1], args[n + 2] = LOW_ATTEMPT[low], attempt
          n, count, of, moved = n + 2, count + 1, of + 1, moved + 1
          claimed[count], handedOut[of], attempts[seq] = seq, seq, attempt
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
  end

  -- Lists the lease that the jobs of the claim share.
  function plain.finish()
    if #handedOut == 0 then return end
    local claim = 'c' .. NONCE
    zput(P .. 'run', claim, leaseEnds)
    count(P .. 'rc', claim, #handedOut)
    hput(P .. 'rc', claim .. 's', packSeqs(handedOut, 1, #handedOut))
  end

  do
    local MOST_TOGETHER = 100

    -- Lists jobs that ended by the end of their retention: see sweep.lua.
    local function listEnded(seqs)
      local into, score = batchOf(P .. 'end').into, digits(min(NEVER, now + RETENTION))
      for from = 1, #seqs, MOST_TOGETHER do
        local to = min(from + MOST_TOGETHER - 1, #seqs)
        local n = #into
        into[n + 1] = score
        into[n + 2] = from == to and padded(seqs[from]) or digits(now) .. ':' .. packSeqs(seqs, from, to)
      end
    end

    -- What becomes of an attempt of a claim that succeeds now; false when it is another's, has ended, or is of a queue that
    -- has got limits: these have lanes and rates to keep.
    local function endOf(attempt, claim)
      if byte(attempt) ~= RUNNING or sub(attempt, 23, 38) ~= claim then return false end
      local _, started, _, number, isShared = struct.unpack('>BddI4B', attempt)
      local its = groupOf(number)
      if gateOf(its.queue) then return false end
      return { group = its, isShared = isShared == 1, text = pieces('>Bdd', SUCCEEDED, started, now) .. sub(attempt, 39) }
    end

    -- Ends first attempts in success, of those that are plain; the others go, each in its turn, to `other`, which answers.
    -- claims, answers: see settle.lua
    -- Answers whether all were plain.
    function plain.settle(claims, answers, other)
      local ended, areAll = {}, true
      for i = 1, #claims do readFields(claims[i][3], LOW_ATTEMPT, attempts) end
      for i = 1, #claims do
        local claim, ids, seqs, results = claims[i][1], claims[i][2], claims[i][3], claims[i][4]
        local ends, first, its, args, n, isShared, share = {}, nil, nil, nil, 0, false, 0
        for k = 1, #seqs do
          local seq = seqs[k]
          local attempt = attempts[seq]
          local it = ends[attempt]
          if it == nil then
            it = attempt and endOf(attempt, claim)
            ends[attempt] = it
          end
          if it then
            local low = seq % CHUNK
            if seq - low ~= first or it ~= its then
              close(RUNNING, SUCCEEDED)
              first, its = seq - low, it
              group, chunk, isShared = it.group, first / CHUNK, it.isShared
              args = fieldsOf(chunk)
              n = #args
            end
            args[n + 1], args[n + 2] = LOW_ATTEMPT[low], it.text
            n, moved = n + 2, moved + 1
            if isShared then share = share + 1 else zput(P .. 'run', padded(seq), false) end
            attempts[seq], ended[#ended + 1] = it.text, seq
            if results and results[k] then
              args[n + 1], args[n + 2] = LOW[low] .. 'r', results[k]
              n = n + 2
            end
            answers[#answers + 1] = SUCCEEDED
          else
            close(RUNNING, SUCCEEDED)
            first, areAll = nil, false
            answers[#answers + 1] = other(
              { '\0\0\0\1' .. sub(ids, 16 * k - 15, 16 * k), 0, [5] = results and results[k] or nil }, seq)
          end
        end
        close(RUNNING, SUCCEEDED)
        if share > 0 then count(P .. 'rc', 'c' .. claim, -share) end
      end
      listEnded(ended)
      return areAll
    end
  end

  parts.plain = function()
    pieces, sub = struct.pack, string.sub
    group, chunk, moved, handedOut = nil, nil, 0, {}
    return plain
  end
end
