-- The part that every script begins with: the request, the clock, the jobs, and what is written in the end.
--
-- KEYS[1]  the namespace's meta hash, `{namespace}:m`. Every other key is made from its hash tag, so that all of them
--          are in one slot.
-- ARGV[1]  the request, MessagePack: an array of 1 nonce (nil: nothing is written), 2 wall clock and 3 steady clock (nil:
--          the server's own), 4 retention of jobs that name none, 5 whether it was sent before and its answer got lost,
--          6 what the script itself documents. All times and durations are in microseconds, of the Unix epoch.
--
-- All scripts are functions of one library, which a server makes once; `begin` gives each call a memory of its own.
-- A script reads what it needs, changes jobs in its own memory, and writes everything in `finish`: a script that fails
-- before that has changed nothing.

local META, P, Q, NONCE, RETENTION, BODY
-- What the language brings: not there yet while the library is made.
local call, pack, floor, max, min, huge, byte, format, insert, concat
local nextSeq, nextOrder
local noted                       -- what of the state was read: see `begin`
local now, steady                 -- the wall clock, and one that no step of it moves; microseconds

local FORMAT = 2
local SEQ_DIGITS = 13         -- of a sequence number in sorted sets whose equal scores go by age
local CHUNK = 1024            -- jobs in one hash
local RANK = 35184372088832   -- 2^45: places of one priority
local NEVER = 9007199254740991
local MAX_PRIORITY = 9
local MIN_LOSSES = 3          -- attempts that may be lost before a job is given up, whatever its policy says
local MAX_PROMOTED = 4096     -- jobs of one queue that one script makes ready
local KEPT = '30000'          -- milliseconds for which an answer is kept that may get lost

local SCHEDULED, READY, RUNNING, SUCCEEDED, CANCELLED, DEAD, EXPIRED, BLOCKED = 0, 1, 2, 3, 4, 5, 6, 7
local A_RUNNING, A_SUCCEEDED, A_FAILED, A_SNOOZED, A_CANCELLED, A_RELEASED, A_LOST, A_PARKED = 0, 1, 2, 3, 4, 5, 6, 7

------------------------------------------------------------------------------------- what is written, gathered by key

local zsets, heads
local hashes, counts, removed = {}, {}, {}
local batches, fields = {}, {}   -- what plain.lua writes, in lists that are commands' arguments already

-- Gives a member of a sorted set a score; false takes it out.
local function zput(key, member, score)
  local set = zsets[key]
  if not set then set = {}; zsets[key] = set end
  set[member] = score
end

-- Gives a field of a hash a value; false takes it out.
local function hput(key, field, value)
  local hash = hashes[key]
  if not hash then hash = {}; hashes[key] = hash end
  hash[field] = value
end

-- Adds to a number in a hash.
local function count(key, field, by)
  local hash = counts[key]
  if not hash then hash = {}; counts[key] = hash end
  hash[field] = (hash[field] or 0) + by
end

-- Carries out a command with many arguments, in pieces that fit the interpreter's stack.
local function bulk(command, key, args, step)
  local n = #args
  if n == 0 then return end
  if n <= 4000 then return call(command, key, unpack(args)) end
  for from = 1, n, 4000 do call(command, key, unpack(args, from, min(from + 3999, n))) end
end

-- Lists for one sorted set: how many to cut off its low end, members to take out, and scores with members to put in.
local function batchOf(key)
  local batch = batches[key]
  if not batch then
    batch = { cut = 0, out = {}, into = {} }
    batches[key] = batch
  end
  return batch
end

-- Fields and values for one hash of jobs.
local function fieldsOf(chunk)
  local args = fields[chunk]
  if not args then args = {}; fields[chunk] = args end
  return args
end

-- Writes what is gathered for one sorted set, so that it can be read.
local function zsync(key)
  local batch, set = batches[key], zsets[key]
  if batch then
    batches[key], heads[key] = nil, nil
    if batch.cut > 0 then call('ZREMRANGEBYRANK', key, 0, batch.cut - 1) end
    bulk('ZREM', key, batch.out)
    bulk('ZADD', key, batch.into)
  end
  if not set then return end
  zsets[key], heads[key] = nil, nil
  local adds, rems = {}, {}
  for member, score in pairs(set) do
    if score then
      adds[#adds + 1] = score
      adds[#adds + 1] = member
    else
      rems[#rems + 1] = member
    end
  end
  bulk('ZREM', key, rems)
  bulk('ZADD', key, adds)
end

-- The first member of a sorted set and its score, or nil; read once until it changes.
local function head(key)
  if zsets[key] or batches[key] then zsync(key) end
  local first = heads[key]
  if first == nil then
    first = call('ZRANGE', key, '0', '0', 'WITHSCORES')
    heads[key] = first
  end
  return first[1], first[2] and tonumber(first[2])
end

-- Numbers become text by their last three digits and what is before them, which most numbers of a call share: to print
-- each one takes the server five times as long.
local LAST_DIGITS, LOW, LOW_SPEC, LOW_ATTEMPT = {}, {}, {}, {}
for i = 0, 999 do LAST_DIGITS[i] = (i < 10 and '00' or i < 100 and '0' or '') .. i end
-- The fields of jobs in their hash, of their specifications and of the attempts of plain ones.
for i = 0, CHUNK - 1 do LOW[i], LOW_SPEC[i], LOW_ATTEMPT[i] = i .. '', i .. 's', i .. 'a' end

local firstDigits, firstPadded = {}, {}
local function textOf(n, known, form)
  local last = n % 1000
  local text = known[n - last]
  if not text then
    text = format(form, (n - last) / 1000)
    known[n - last] = text
  end
  return text .. LAST_DIGITS[last]
end

-- A whole number from 0 on, in digits.
local function digits(n) return LOW[n] or textOf(n, firstDigits, '%.0f') end

-- A sequence number as a member of a sorted set whose equal scores go by age: it has SEQ_DIGITS.
local function padded(seq) return textOf(seq, firstPadded, '%010d') end

-- Many sequence numbers in one text, and those of such a text from a place on: 8 bytes each.
local packSeqs, unpackSeqs
do
  local SEQ_BYTES, AT_ONCE = 8, 100
  local forms = {}
  local function formOf(count)
    local form = forms[count]
    if not form then
      form = '>' .. string.rep('d', count)
      forms[count] = form
    end
    return form
  end

  packSeqs = function(seqs, from, to)
    local texts = {}
    for at = from, to, AT_ONCE do
      local last = min(to, at + AT_ONCE - 1)
      texts[#texts + 1] = struct.pack(formOf(last - at + 1), unpack(seqs, at, last))
    end
    return concat(texts)
  end

  unpackSeqs = function(text, from)
    local seqs = {}
    for at = from, #text, AT_ONCE * SEQ_BYTES do
      local count = min(AT_ONCE, (#text - at + 1) / SEQ_BYTES)
      local some = { struct.unpack(formOf(count), text, at) }
      for i = 1, count do seqs[#seqs + 1] = some[i] end
    end
    return seqs
  end
end

------------------------------------------------------------------------------------------------------------ queues

-- A queue: whether it is paused, and its limits; what it is besides follows from its jobs.
-- Stored in `{ns}:q`, by name: MessagePack {paused, limits or false, how far these are in force (see limits.lua) or false}.
local queues = {}
local function queueOf(name)
  local queue = queues[name]
  if queue then return queue end
  local stored = call('HGET', P .. 'q', name)
  local paused, limits, gate = false, false, false
  if stored then
    local settings = cmsgpack.unpack(stored)
    paused, limits, gate = settings[1], settings[2], settings[3]
  end
  queue = {
    name = name, paused = paused, limits = limits, gate = gate, ready = P .. 'r:' .. name, scheduled = P .. 's:' .. name,
    counts = {},
  }
  queues[name] = queue
  return queue
end

-- Ready jobs of a queue that are pinned to a node.
local function pinnedReady(queue, node) return P .. 'rn:' .. LOW[#queue.name] .. ':' .. queue.name .. ':' .. node end

------------------------------------------------------------------------------------------------------------ groups

-- Jobs of one queue, handler and version of the arguments are counted together: `{ns}:g` names the group's number by
-- its content and its content by its number, `{ns}:gn` counts it. Field w: waiting, r: running, j: all jobs.
local groups, groupNumbers = {}, {}
local groupOf, groupFor
do
  local function newGroup(number, queue, handler, version)
    local group = {
      number = number, queue = queueOf(queue), handler = handler, version = version, waiting = 0, running = 0, jobs = 0,
    }
    groups[number] = group
    return group
  end

  groupOf = function(number)
    return groups[number] or newGroup(number, unpack(cmsgpack.unpack(call('HGET', P .. 'g', digits(number)))))
  end

  local MAX_GROUPS = 1000       -- kinds of jobs that are counted apart

  -- Makes room among the groups by dropping those without jobs; nothing when there are none. `empty` in the meta hash says
  -- that a group may have become so since it was done last.
  local function dropEmptyGroups()
    local all = call('HGETALL', P .. 'g')
    local left = 0
    for i = 1, #all, 2 do
      -- A number of Lua ends where a zero byte is.
      local number = not string.find(all[i], '\0', 1, true) and tonumber(all[i])
      local kind = number and cmsgpack.unpack(all[i + 1])
      -- The groups of what is not told apart stay.
      if kind and kind[2] then
        local pending = groups[number] and groups[number].jobs or 0
        if tonumber(call('HGET', P .. 'gn', 'j' .. all[i]) or 0) + pending <= 0 then
          call('HDEL', P .. 'g', all[i], concat(kind, '\0'))
          for key, other in pairs(groupNumbers) do
            if other == number then groupNumbers[key] = nil end
          end
        else
          left = left + 1
        end
      end
    end
    call('HSET', META, 'groups', left, 'empty', 0)
    return left
  end

  -- The number of the group of a kind of jobs, which may be that of the others of its queue.
  groupFor = function(queue, handler, version)
    local asked = queue .. '\0' .. handler .. '\0' .. digits(version)
    local key, number = asked, groupNumbers[asked]
    if number then return number end
    number = tonumber(call('HGET', P .. 'g', key))
    if not number then
      local state = call('HMGET', META, 'groups', 'empty')
      local known = tonumber(state[1] or 0)
      if known >= MAX_GROUPS and state[2] == '1' then known = dropEmptyGroups() end
      number = call('HINCRBY', META, 'group', 1)
      if known >= MAX_GROUPS then
        key, handler, version = queue .. '\0', false, 0
        number = tonumber(call('HGET', P .. 'g', key)) or number
      else
        call('HINCRBY', META, 'groups', 1)
      end
      call('HSET', P .. 'g', key, number, number, pack({ queue, handler, version }))
    end
    groupNumbers[asked] = number
    if not groups[number] then newGroup(number, queue, handler, version) end
    return number
  end
end

------------------------------------------------------------------------------------------------------------ jobs

-- A job is a field of the hash `{ns}:j:<seq / 1024>`, and beside it `<low>s` the specification as the client wrote it,
-- which no change writes again. When there is such: `<low>a` the attempt of a plain job, `<low>r` the result, `<low>h`
-- earlier attempts, `<low>l` log lines, `<low>w` its place in a workflow. The field holds, big-endian:
--   state + 16 if it has been handed out or has ended + 32 if it has what few have;
--   if it has been handed out or has ended: outcome (1), attempt ended, finished (doubles), attempt (4);
--   group (4), id (16 bytes), priority (1), attempts allowed (4), order, created, due (doubles);
--   if it has been handed out or has ended: failures, losses, snoozes (4 each), marks (1: to be cancelled, and what of the
--   following is there, 2: node, 4: error of the attempt, 8: error, 16: text, 32: progress), started, progress, ended by
--   (doubles), node, error of the attempt, error, text (length in 4);
--   if it has what few have, a MessagePack map:
--     k key, ks scope, kh hold, kp period; dl deadline; rt retention; lk limit key; sc schedule, tk tick;
--     n node; w workflow, s step, g group of the workflow; t tags; h handler where the group does not name it;
--     o arguments that replace the specification's
--
-- A plain job (see plain.lua) keeps the record with which it was accepted when it is handed out for the first time and when
-- it succeeds then. What is true since is in `<low>a`, the same text for all jobs of a claim: state (1), start, end (doubles; 0
-- while it runs); while it runs also group (4), whether it shares the lease of its claim (1), and the claim's nonce (16); node.
local jobs = {}
local stored, specs, attempts = {}, {}, {}  -- what was read, and nobody has taken apart

local function keyOfChunk(chunk) return P .. 'j:' .. digits(chunk) end

local function keyOf(seq)
  local low = seq % CHUNK
  return keyOfChunk((seq - low) / CHUNK), LOW[low]
end

local function has(marks, mark) return marks % (mark * 2) >= mark end

local SHARES = 22             -- the byte of an attempt that says whether it shares a lease
local encode, load, prefetch
do
  local NEW = '>BI4c16BI4ddd'
  local BEEN = '>BBddI4I4c16BI4dddI4I4I4BdddI4c0I4c0I4c0I4c0'

  -- Tells a plain job what its attempt says.
  local function attend(job, attempt)
    local state, started, ended = struct.unpack('>Bdd', attempt)
    local isRunning = state == RUNNING
    job.plain, job.been, job.state, job.attempt, job.endedBy = attempt, true, state, 1, 0
    job.started, job.attemptEnded, job.finished = started, ended, ended
    job.outcome = isRunning and A_RUNNING or A_SUCCEEDED
    job.node = string.sub(attempt, isRunning and 39 or 18)
    if isRunning and byte(attempt, SHARES) == 1 then job.claim = 'c' .. string.sub(attempt, 23, 38) end
  end

  local function decode(seq, bytes)
    local state, attempt = byte(bytes), attempts[seq]
    local job = { seq = seq, state = state % 16, x = false, cancel = false }
    local at
    -- From here on the job says what is true of it.
    stored[seq], attempts[seq] = false, false
    if has(state, 16) then
      local marks, progress, node, attemptError, failed, text
      state, job.outcome, job.attemptEnded, job.finished, job.attempt, job.group, job.id, job.priority, job.allowed,
        job.order, job.created, job.due, job.failures, job.losses, job.snoozes, marks, job.started, progress, job.endedBy,
        node, attemptError, failed, text, at = struct.unpack(BEEN, bytes)
      job.cancel = has(marks, 1)
      if has(marks, 2) then job.node = node end
      if has(marks, 4) then job.attemptError = attemptError end
      if has(marks, 8) then job.error = failed end
      if has(marks, 16) then job.text = text end
      if has(marks, 32) then job.progress = progress end
      job.been = true
    else
      job.attempt, job.failures, job.losses, job.snoozes = 0, 0, 0, 0
      state, job.group, job.id, job.priority, job.allowed, job.order, job.created, job.due, at = struct.unpack(NEW, bytes)
    end
    if has(state, 32) then job.x = cmsgpack.unpack(string.sub(bytes, at)) end
    if attempt then attend(job, attempt) end
    jobs[seq] = job
    return job
  end

  encode = function(job)
    local x = job.x and pack(job.x) or ''
    local state = job.state + (job.been and 16 or 0) + (job.x and 32 or 0)
    if not job.been then
      return struct.pack(NEW, state, job.group, job.id, job.priority, job.allowed, job.order, job.created, job.due) .. x
    end
    local node, attemptError, failed, text = job.node, job.attemptError, job.error, job.text
    local marks = (job.cancel and 1 or 0) + (node and 2 or 0) + (attemptError and 4 or 0) + (failed and 8 or 0)
      + (text and 16 or 0) + (job.progress and 32 or 0)
    node, attemptError, failed, text = node or '', attemptError or '', failed or '', text or ''
    return struct.pack(
      BEEN, state, job.outcome or 0, job.attemptEnded or 0, job.finished or 0, job.attempt, job.group, job.id, job.priority,
      job.allowed, job.order, job.created, job.due, job.failures, job.losses, job.snoozes, marks, job.started or 0,
      job.progress or 0, job.endedBy or 0, #node, node, #attemptError, attemptError, #failed, failed, #text, text) .. x
  end

  -- The job with a sequence number, or nil.
  load = function(seq)
    local job = jobs[seq]
    if job ~= nil then return job or nil end
    local bytes = stored[seq]
    if bytes == nil then
      prefetch({ seq })
      bytes = stored[seq]
    end
    if bytes then return decode(seq, bytes) end
    jobs[seq] = false
  end
end

-- Reads a field of many jobs, or two, with one command for each hash of them; false where there is none.
-- names, into: which field of each, LOW or one like it, and where to
local function readFields(seqs, names, into, names2, into2)
  local chunks = {}
  local last, chunk
  local step = names2 and 2 or 1
  for i = 1, #seqs do
    local seq = seqs[i]
    local low = seq % CHUNK
    if seq - low ~= last then
      last = seq - low
      chunk = chunks[last]
      if not chunk then
        chunk = { names = {}, seqs = {} }
        chunks[last] = chunk
      end
    end
    local wanted, n = chunk.names, #chunk.seqs + 1
    chunk.seqs[n] = seq
    if names2 then wanted[2 * n - 1], wanted[2 * n] = names[low], names2[low] else wanted[n] = names[low] end
  end
  for first, these in pairs(chunks) do
    local key, wanted, of = keyOfChunk(first / CHUNK), these.names, these.seqs
    for from = 1, #wanted, 4000 do
      local to = min(from + 3999, #wanted)
      local found = call('HMGET', key, unpack(wanted, from, to))
      local before = (from - 1) / step
      for i = 1, (to - from + 1) / step do
        local seq = of[before + i]
        if names2 then
          into[seq] = found[2 * i - 1]
          if into2[seq] == nil then into2[seq] = found[2 * i] end
        else
          into[seq] = found[i]
        end
      end
    end
  end
end

-- Reads many jobs at once.
-- seqs: their sequence numbers, or digits of these, or false for none
-- beside, into: a field that is read with each record in the place of the attempt, which jobs that are ready never have
prefetch = function(seqs, beside, into)
  local missing, n = {}, 0
  for i = 1, #seqs do
    local seq = seqs[i] and seqs[i] + 0
    if seq and jobs[seq] == nil and stored[seq] == nil then
      stored[seq] = false
      n = n + 1
      missing[n] = seq
    end
  end
  if n > 0 then readFields(missing, LOW, stored, beside or LOW_ATTEMPT, into or attempts) end
end

-- Sequence numbers by id: `{ns}:i:<last two bytes of the id>`, so that the hashes stay small and compact. Those of jobs
-- that this script adds, and false for those that it removes, are written in the end.
local newIds = {}
local function indexOf(id) return P .. 'i:' .. string.sub(id, 15) end

local knownIds = {}

-- The sequence number of the job with an id, or false.
local function seqOf(id)
  local seq = newIds[id]
  if seq ~= nil then return seq end
  seq = knownIds[id]
  if seq == nil then
    seq = tonumber(call('HGET', indexOf(id), id)) or false
    knownIds[id] = seq
  end
  return seq
end

-- The job with an id, or nil.
local function find(id)
  local seq = seqOf(id)
  return seq and load(seq) or nil
end

local function isHeld(job, attempt) return job.state == RUNNING and job.attempt == attempt end

-- Where the job of a token is, or false. A token names an attempt: its number (4 bytes, big-endian) and the job's id, as they
-- stand in the record, and behind them the sequence number in digits where the client believes to know it.
local function placeOf(token)
  return #token > 20 and string.sub(token, 21) + 0 or seqOf(string.sub(token, 5))
end

-- The job whose present attempt a token names, or nil.
-- seq: its place by `placeOf`
local function heldBy(token, seq)
  local id = string.sub(token, 5, 20)
  local job = seq and load(seq)
  if not job or job.id ~= id then job = find(id) end
  return job and isHeld(job, struct.unpack('>I4', token)) and job or nil
end

-- The plain jobs of a claim share a lease, a member c<nonce> of `{ns}:run`, each of them until it is renewed, changes or ends.
-- `{ns}:rc` has for each such claim how many still share, and with an s behind it the sequence numbers of all.
local dirty = {}
local unshare, renewLease, touch
do
  -- Takes a job from those that share their claim's lease. Answers the claim, or nil if it was none of them.
  unshare = function(job)
    local claim = job.claim
    if claim then
      job.claim = nil
      count(P .. 'rc', claim, -1)
    end
    return claim
  end

  -- Extends the lease of a running job.
  renewLease = function(job, leaseEnd)
    if unshare(job) then
      job.plain = string.sub(job.plain, 1, SHARES - 1) .. '\0' .. string.sub(job.plain, SHARES + 1)
      local key, low = keyOf(job.seq)
      hput(key, low .. 'a', job.plain)
    end
    zput(P .. 'run', padded(job.seq), leaseEnd)
  end

  -- Notes that a job has to be written: its record says all from now on, and its lease is its own.
  touch = function(job)
    dirty[job.seq] = job
    if not job.plain then return end
    local key, low = keyOf(job.seq)
    hput(key, low .. 'a', false)
    job.plain = nil
    local claim = unshare(job)
    if claim then zput(P .. 'run', padded(job.seq), tonumber(call('ZSCORE', P .. 'run', claim) or steady)) end
  end
end

local function putBeside(job, what, value)
  local key, low = keyOf(job.seq)
  hput(key, low .. what, value)
end

local function specOf(job)
  local spec = job.spec or specs[job.seq]
  if not spec then
    local key, low = keyOf(job.seq)
    spec = call('HGET', key, low .. 's') or ''
    job.spec = spec
  end
  return spec
end

local function readBeside(job, what)
  local key, low = keyOf(job.seq)
  local hash = hashes[key]
  local value = hash and hash[low .. what]
  if value ~= nil then return value end
  return call('HGET', key, low .. what)
end

local function terminal(state) return state >= SUCCEEDED and state <= EXPIRED end

local function deadlineOf(job) return job.x and job.x.dl or NEVER end

local function pinOf(job) return job.x and job.x.n or nil end

local function queueOfJob(job) return groupOf(job.group).queue end

local function handlerOf(job) return groupOf(job.group).handler or job.x.h end

local function rankOf(job) return (MAX_PRIORITY - job.priority) * RANK + job.order end

local function takeSeq() local seq = nextSeq; nextSeq = seq + 1; return seq end

local function takeOrder() local order = nextOrder; nextOrder = order + 1; return order end

-- Sets a fact that few jobs have.
local function setExtra(job, name, value)
  if value == nil and not job.x then return end
  job.x = job.x or {}
  job.x[name] = value
  if next(job.x) == nil then job.x = false end
  touch(job)
end

-- The key that limits count a job by in a queue that has limits by key.
local function limitKeyOf(job) return job.x and job.x.lk or nil end

------------------------------------------------------------------------------------------- counts kept, never scanned

-- `{ns}:c` jobs by state and queue, `{ns}:cc` by chunk and state and by chunk alone, `{ns}:ch` the chunks with jobs,
-- `{ns}:gn` waiting and running ones by group, `{ns}:lr:<queue>` running ones by limit key.
-- They are added up here and written in the end.
local chunkCounts = {}
local function tallyMany(group, chunk, state, by)
  local counted = group.queue.counts
  counted[state] = (counted[state] or 0) + by
  local place = chunk * 8 + state
  chunkCounts[place] = (chunkCounts[place] or 0) + by
  if state == SCHEDULED or state == READY then group.waiting = group.waiting + by
  elseif state == RUNNING then group.running = group.running + by end
end

local function tally(job, state, by)
  local group = groupOf(job.group)
  tallyMany(group, floor(job.seq / CHUNK), state, by)
  if state == RUNNING and job.x and job.x.lk then count(P .. 'lr:' .. group.queue.name, job.x.lk, by) end
  local node = pinOf(job)
  if node then count(P .. 'pn', LOW[state] .. ' ' .. node, by) end
end

-- Counts a job that comes or goes, in its group and its chunk.
local chunkTotals = {}
local function tallyNew(group, chunk, by)
  group.jobs = group.jobs + by
  chunkTotals[chunk] = (chunkTotals[chunk] or 0) + by
end

local function tallyJob(job, by) tallyNew(groupOf(job.group), floor(job.seq / CHUNK), by) end

-- What happened on a day, by handler: a accepted, d done, f failed, r retried.
local function tallyDay(group, what, by)
  local days = group.days
  if not days then days = {}; group.days = days end
  days[what] = (days[what] or 0) + by
end

------------------------------------------------------------------------------------- parts that few scripts ever need

-- Each part is made when the first job asks for it.
local parts = {}
local made
local function part(name)
  local it = made[name]
  if not it then it = parts[name](); made[name] = it end
  return it
end

-- The gate of a queue that has limits, or has something left of them; nil for others.
local function gateOf(queue)
  return (queue.limits or queue.gate) and part('limits').gate(queue) or nil
end

------------------------------------------------------------------------------------------------- where a job is listed

-- Queues with scheduled jobs, `{ns}:sq`: each with an instant before which none of them comes due.
local soonest = {}

-- Queues' nodes that ready jobs are pinned to, `{ns}:rnq:<queue>`, kept when their lists are written.
local pinnedLists = {}

local function readyKey(queue, job)
  local node = pinOf(job)
  if not node then return queue.ready end
  local key = pinnedReady(queue, node)
  pinnedLists[key] = { P .. 'rnq:' .. queue.name, node }
  return key
end

local function listReady(job)
  local queue = queueOfJob(job)
  local gate = gateOf(queue)
  if gate then gate.enter(job) else zput(readyKey(queue, job), digits(job.seq), rankOf(job)) end
end

local function unlistReady(job)
  local queue = queueOfJob(job)
  local gate = gateOf(queue)
  if gate then gate.leave(job) else zput(readyKey(queue, job), digits(job.seq), false) end
end

local function isStep(job) return job.x and job.x.w and true or false end

-- `leaseEnd` is on the steady clock; for a running job.
local function enter(job, leaseEnd)
  local state = job.state
  if state == READY then return listReady(job) end
  local queue = queueOfJob(job)
  if state == SCHEDULED then
    zput(queue.scheduled, padded(job.seq), job.due)
    soonest[queue.name] = min(soonest[queue.name] or NEVER, job.due)
  elseif state == RUNNING then
    zput(P .. 'run', padded(job.seq), leaseEnd)
  elseif state ~= BLOCKED and not isStep(job) then
    local kept = job.x and job.x.rt or RETENTION
    zput(P .. 'end', padded(job.seq), min(NEVER, (job.finished or job.created) + kept))
  end
  local gate = gateOf(queue)
  if gate then gate.enter(job) end
end

local function leave(job)
  local state = job.state
  if state == READY then return unlistReady(job) end
  local queue = queueOfJob(job)
  if state == SCHEDULED then zput(queue.scheduled, padded(job.seq), false)
  elseif state == RUNNING then
    if not unshare(job) then zput(P .. 'run', padded(job.seq), false) end
  elseif state ~= BLOCKED and not isStep(job) then zput(P .. 'end', padded(job.seq), false) end
  local gate = gateOf(queue)
  if gate then gate.leave(job) end
end

-- Jobs that are pinned to a node, whatever their state: `{ns}:pj:<node>`.
local function listPin(job, node, is)
  zput(P .. 'pj:' .. node, digits(job.seq), is and job.seq or false)
end

------------------------------------------------------------------------------------------------------------ changes

-- Moves a job to a state: off the lists of the one, onto those of the other.
local function move(job, to, leaseEnd)
  local from = job.state
  leave(job)
  tally(job, from, -1)
  job.state = to
  if to ~= RUNNING and to ~= CANCELLED then job.cancel = false end
  tally(job, to, 1)
  if isStep(job) then part('workflows').moved(job, from, to) end
  touch(job)
  enter(job, leaseEnd)
end

-- What a job holds while it lives: its key, the watch of its deadline, its place among its schedule's jobs.
local hold, holdAgain, unhold
do
  local function holdRest(job)
    local x = job.x
    if not x then return end
    if x.dl then zput(P .. 'dl', padded(job.seq), x.dl) end
    if x.sc then part('schedules').addRun(job) end
  end

  hold = function(job)
    local x = job.x
    if not x then return end
    if x.k then part('keys').holdNew(job) end
    if not terminal(job.state) then holdRest(job) end
  end

  holdAgain = function(job)
    local x = job.x
    if not x then return end
    if x.k then part('keys').holdAgain(job) end
    holdRest(job)
  end

  unhold = function(job)
    local x = job.x
    if not x then return end
    if x.k then part('keys').letGo(job) end
    if x.dl then zput(P .. 'dl', padded(job.seq), false) end
    if x.sc then part('schedules').removeRun(job) end
  end
end

-- What follows from the end of a job for those that wait for it.
local function followEnd(job)
  if isStep(job) then return part('workflows').ended(job) end
  if job.x and job.x.sc then part('schedules').ended(job) end
end

-- Accepts a new job; the caller has filled it in.
local function put(job)
  jobs[job.seq] = job
  job.isNew = true
  newIds[job.id] = job.seq
  tallyJob(job, 1)
  tally(job, job.state, 1)
  local node = pinOf(job)
  if node then listPin(job, node, true) end
  hold(job)
  enter(job)
  tallyDay(groupOf(job.group), 'a', 1)
  touch(job)
  if job.state ~= BLOCKED and job.x and job.x.sc and not isStep(job) then
    part('schedules').began(job)
    part('works').rejoin(job)
  end
end

local function settle(job, to, due, order, isRevival, wasWatched)
  if not terminal(to) then job.due = due end
  if to == READY then job.order = order end
  if terminal(to) then
    job.finished = now
    job.been = true
  end
  move(job, to)
  if isRevival then holdAgain(job)
  elseif not terminal(to) and not wasWatched and deadlineOf(job) < NEVER then
    zput(P .. 'dl', padded(job.seq), deadlineOf(job))
  end
  if terminal(to) then unhold(job) end
end

-- Moves a job that is in nobody's hands. `cause` is 'unblock', 'debounce', 'revive' or nil where it does not matter.
local function shift(job, to, due, order, cause)
  if cause == 'revive' then
    job.failures, job.losses, job.cancel, job.snoozes = 0, 0, false, 0
    job.error, job.finished, job.progress, job.endedBy = nil, nil, nil, nil
    job.text = nil
    putBeside(job, 'r', false)
  end
  settle(job, to, due, order, cause == 'revive', cause == 'debounce' or cause == 'unblock')
  if cause == 'unblock' and not isStep(job) and job.x and job.x.sc then part('schedules').unblocked(job) end
  if terminal(to) then followEnd(job) end
end

local start
do
  local MAX_HISTORY = 50

  -- Keeps the attempt before the present one in the history.
  local function remember(job)
    local past = readBeside(job, 'h')
    past = past and cmsgpack.unpack(past) or {}
    local ended = (job.attemptEnded or 0) ~= 0 and job.attemptEnded or job.started
    local last = past[#past]
    -- A job that is put off again and again for the same reason keeps one line of history, not thousands.
    if last and (last[5] == A_SNOOZED or last[5] == A_PARKED) and last[5] == job.outcome
      and last[6] == (job.attemptError or false) then past[#past] = nil end
    if #past >= MAX_HISTORY - 1 then table.remove(past, 1) end
    past[#past + 1] = { job.attempt, job.node, job.started, ended, job.outcome, job.attemptError or false }
    putBeside(job, 'h', pack(past))
  end

  -- Hands out a ready job: its attempt is counted here, before anybody runs it.
  start = function(job, node, leaseEnd)
    if job.attempt > 0 then remember(job) end
    job.been = true
    job.attempt = job.attempt + 1
    job.node, job.started, job.attemptEnded, job.outcome = node, now, 0, A_RUNNING
    job.attemptError, job.progress = nil, nil
    job.text = nil
    move(job, RUNNING, leaseEnd)
    if job.attempt == 1 and job.x and job.x.k then part('keys').started(job) end
    local gate = gateOf(queueOfJob(job))
    if gate then gate.take(job) end
  end
end

-- Ends the running attempt.
local function endAttempt(job, outcome, to, due, order, text, result)
  job.outcome, job.attemptEnded, job.attemptError = outcome, now, text
  if outcome == A_SUCCEEDED then job.error = nil else job.error = text or job.error end
  if result then putBeside(job, 'r', result) end
  if outcome == A_FAILED then job.failures = job.failures + 1
  elseif outcome == A_LOST then job.losses = job.losses + 1
  elseif outcome == A_SNOOZED then job.snoozes = job.snoozes + 1 end
  if outcome == A_SUCCEEDED then tallyDay(groupOf(job.group), 'd', 1)
  elseif outcome == A_FAILED or outcome == A_LOST then tallyDay(groupOf(job.group), terminal(to) and 'f' or 'r', 1) end
  settle(job, to, due, order)
  if terminal(to) then followEnd(job) end
end

-- Ends an attempt of a job that is to run again, unless somebody wants it cancelled or its deadline passes before.
local function giveBack(job, outcome, atOnce, wait, text)
  local due = now + max(0, wait)
  if job.cancel then endAttempt(job, outcome, CANCELLED, now, 0, text)
  elseif deadlineOf(job) < due then endAttempt(job, outcome, EXPIRED, now, 0, text)
  elseif atOnce then endAttempt(job, outcome, READY, now, takeOrder(), text)
  else endAttempt(job, outcome, SCHEDULED, due, 0, text) end
end

-- Whether there is any sense in looking for scheduled jobs of a queue.
local function mayHaveScheduled(queue)
  if zsets[queue.scheduled] or soonest[queue.name] then return true end
  if queue.hasScheduled == nil then queue.hasScheduled = call('ZSCORE', P .. 'sq', queue.name) and true or false end
  return queue.hasScheduled
end

-- Makes the scheduled jobs of a queue ready whose time has come, earliest first.
local function promote(queue, most)
  if queue.isPromoted then return 0 end
  if not mayHaveScheduled(queue) then
    queue.isPromoted = true
    return 0
  end
  local key = queue.scheduled
  zsync(key)
  local due = call('ZRANGEBYSCORE', key, '-inf', digits(now), 'LIMIT', '0', digits(most))
  prefetch(due)
  for i = 1, #due do
    local job = load(tonumber(due[i]))
    job.order = takeOrder()
    move(job, READY)
  end
  -- The clock stands still within a script, so that nothing more comes due.
  queue.isPromoted = #due < most
  return #due
end

-- When the next scheduled job of a queue comes due, or nil.
local function firstScheduled(queue)
  zsync(queue.scheduled)
  local first = call('ZRANGE', queue.scheduled, '0', '0', 'WITHSCORES')
  return first[2] and tonumber(first[2]) or nil
end

-- The due instant of the job in a list by rank that is ready the longest: within a priority the first one is.
local function oldestDue(key)
  local found = NEVER
  for priority = 0, MAX_PRIORITY do
    local from = priority * RANK
    local first = call('ZRANGEBYSCORE', key, from, '(' .. format('%.0f', from + RANK), 'LIMIT', 0, 1)
    local job = first[1] and load(tonumber(first[1]))
    if job then found = min(found, job.due) end
  end
  return found
end

-- Ends a job that waits and whose deadline has passed.
local function expire(job) shift(job, EXPIRED, job.due, 0) end

-- Forgets an ended job.
local function remove(job)
  leave(job)
  if job.x and job.x.k then part('keys').forget(job) end
  tally(job, job.state, -1)
  tallyJob(job, -1)
  local node = pinOf(job)
  if node then listPin(job, node, false) end
  newIds[job.id] = false
  removed[job.seq] = true
  dirty[job.seq] = nil
  jobs[job.seq] = false
end

-- Keeps what a handler reported: progress, the text beside it, log lines.
local function report(job, progress, text, lines)
  if progress then job.progress = progress; touch(job) end
  if text then job.text = text; touch(job) end
  if not lines or #lines == 0 then return end
  local kept = readBeside(job, 'l')
  kept = kept and cmsgpack.unpack(kept) or {}
  local size = 0
  for i = 1, #lines do kept[#kept + 1] = lines[i] end
  local from = #kept
  -- The bound is in characters; so is the length that comes with each line.
  while from > 0 and size + kept[from][1] + 1 <= 65536 do size = size + kept[from][1] + 1; from = from - 1 end
  if from > 0 then
    local tail = {}
    for i = from + 1, #kept do tail[#tail + 1] = kept[i] end
    kept = tail
  end
  putBeside(job, 'l', pack(kept))
end

-- Whether a limit that held jobs of a queue back may let one go now.
local function letsGo(queue)
  local gate = not queue.paused and gateOf(queue)
  return gate and gate.letsGo() or false
end

-- What has happened in workflows, and to schedules whose runs fail, since this was last asked; false for nothing. See
-- workflows.lua.
local function takeEffects()
  local effects = made.workflows and made.workflows.takeEffects() or false
  local paused = made.schedules and made.schedules.takePaused()
  if not paused then return effects end
  effects = effects or { false, false, {}, {}, {}, false }
  effects[6] = paused
  return effects
end

-- How many buffered jobs of schedules were let go by this script.
local function unblockedCount() return made.schedules and made.schedules.unblockedCount() or 0 end

------------------------------------------------------------------------------------------------------ begin and end

-- Reads a request and the clock. Answers nothing, or what the call has to answer at once.
--
-- In the meta hash, `format` is the form of the data, for people; `state` that form (1 byte), the next sequence number and
-- order, the clock and the steady clock when they were last noted, and the latest day that is listed (doubles).
local STATE = '>Bddddd'

local function begin(keys, args)
  call, pack = redis.call, cmsgpack.pack
  floor, max, min, huge = math.floor, math.max, math.min, math.huge
  byte, format, insert, concat = string.byte, string.format, table.insert, table.concat
  META = keys[1]
  P = string.sub(META, 1, -2)
  Q = cmsgpack.unpack(args[1])
  NONCE, RETENTION, BODY = Q[1], Q[4], Q[6]
  if Q[5] then
    local answered = call('GET', P .. 'x:' .. NONCE)
    if answered then return answered end
  end
  local state = call('HGET', META, 'state')
  local form = state and byte(state) or tonumber(call('HGET', META, 'format') or FORMAT)
  if form ~= FORMAT then
    return redis.error_reply('GNOMON-FORMAT the data are in form ' .. form .. ', this program reads form ' .. FORMAT)
  end
  local wall, before, day = 0, 0, 0
  nextSeq, nextOrder = 1, 1
  if state then form, nextSeq, nextOrder, wall, before, day = struct.unpack(STATE, state) end
  noted = { seq = nextSeq, order = nextOrder, wall = wall, day = day, isThere = state }
  if Q[2] then
    now, steady = Q[2], max(before, Q[3])
  else
    local time = call('TIME')
    now = time[1] * 1000000 + time[2]
    -- Leases and rates follow this one. It goes on with the server's clock, never back, and by no more than three
    -- seconds from one script to the next: a clock that is set forward takes no lease that is renewed every two.
    steady = before + max(0, min(3000000, now - (state and wall or now)))
  end
  zsets, batches, heads = {}, {}, {}
  -- One that the call before left empty serves again: most calls need few of them.
  local next = next
  if next(hashes) then hashes = {} end; if next(counts) then counts = {} end
  if next(removed) then removed = {} end; if next(fields) then fields = {} end
  if next(firstDigits) then firstDigits = {} end; if next(firstPadded) then firstPadded = {} end
  if next(queues) then queues = {} end; if next(groups) then groups = {} end
  if next(groupNumbers) then groupNumbers = {} end; if next(jobs) then jobs = {} end
  if next(stored) then stored = {} end; if next(specs) then specs = {} end
  if next(attempts) then attempts = {} end
  if next(dirty) then dirty = {} end; if next(newIds) then newIds = {} end
  if next(knownIds) then knownIds = {} end; if next(chunkCounts) then chunkCounts = {} end
  if next(chunkTotals) then chunkTotals = {} end; if next(soonest) then soonest = {} end
  if next(pinnedLists) then pinnedLists = {} end
  made = {}
end

local write, finish
do
  -- Stored in `{ns}:day:<days since 1970>`, the days in `{ns}:days`; the handler '' stands for all that are not told apart.
  local MAX_DAYS, MAX_HANDLERS = 31, 200

  -- The key of the present day, or nil when it is older than those that are kept. The state remembers the latest one that
  -- was listed.
  local function today()
    local day = floor(now / 86400000000)
    local key = P .. 'day:' .. digits(day)
    if noted.day == day then return key end
    if call('ZADD', P .. 'days', day, day) == 1 then
      for _, old in ipairs(call('ZRANGE', P .. 'days', 0, -1 - MAX_DAYS)) do
        call('ZREM', P .. 'days', old)
        call('DEL', P .. 'day:' .. old)
        if tonumber(old) == day then return nil end
      end
    end
    noted.day, noted.isOld = day, true
    return key
  end

  -- Whether a handler that is counted for the first time on a day is one of those that are told apart.
  local function isToldApart(key, handler)
    if handler == '' or call('HEXISTS', key, 'h ' .. handler) == 1 then return true end
    if tonumber(call('HGET', key, 'n') or 0) >= MAX_HANDLERS then return false end
    call('HINCRBY', key, 'n', 1)
    call('HSET', key, 'h ' .. handler, 1)
    return true
  end

  local function countOfDay(key, handler, what, by)
    local field, text = what .. ' ' .. handler, digits(by)
    if call('HINCRBY', key, field, text) == by and not isToldApart(key, handler) then
      call('HDEL', key, field)
      call('HINCRBY', key, what .. ' ', text)
    end
  end

  local function writeDay(numbers)
    -- Those that came first are told apart first.
    table.sort(numbers)
    local key = today()
    if not key then return end
    for _, number in ipairs(numbers) do
      local group = groups[number]
      for what, by in pairs(group.days) do countOfDay(key, group.handler or '', what, by) end
    end
  end

  local function writeHashes()
    for key, hash in pairs(hashes) do
      local sets, dels = {}, {}
      local n = 0
      for field, value in pairs(hash) do
        if value then
          sets[n + 1], sets[n + 2] = field, value
          n = n + 2
        else
          dels[#dels + 1] = field
        end
      end
      bulk('HSET', key, sets)
      bulk('HDEL', key, dels)
    end
  end

  -- The jobs that were changed, those of one hash together.
  local function writeJobs()
    for seq, job in pairs(dirty) do
      local chunk = floor(seq / CHUNK)
      local args = fieldsOf(chunk)
      local n, low = #args, seq - chunk * CHUNK
      args[n + 1], args[n + 2] = LOW[low], encode(job)
      if job.isNew then args[n + 3], args[n + 4] = LOW_SPEC[low], job.spec end
    end
    for chunk, args in pairs(fields) do bulk('HSET', keyOfChunk(chunk), args) end
    for seq in pairs(removed) do
      local key, low = keyOf(seq)
      call('HDEL', key, low, low .. 's', low .. 'a', low .. 'r', low .. 'h', low .. 'l', low .. 'w')
      if hashes[key] then
        for _, what in ipairs({ 'a', 'r', 'h', 'l', 'w' }) do hashes[key][low .. what] = nil end
      end
    end
    for id, seq in pairs(newIds) do
      if seq then call('HSET', indexOf(id), id, seq) else call('HDEL', indexOf(id), id) end
    end
  end

  local function gatherCounts()
    for name, queue in pairs(queues) do
      for state, by in pairs(queue.counts) do count(P .. 'c', LOW[state] .. ' ' .. name, by) end
    end
    local ofDay = {}
    for number, group in pairs(groups) do
      local field = digits(number)
      if group.waiting ~= 0 then count(P .. 'gn', 'w' .. field, group.waiting) end
      if group.running ~= 0 then count(P .. 'gn', 'r' .. field, group.running) end
      if group.jobs ~= 0 then count(P .. 'gn', 'j' .. field, group.jobs) end
      if group.days then ofDay[#ofDay + 1] = number end
    end
    if #ofDay > 0 then writeDay(ofDay) end
    for place, by in pairs(chunkCounts) do
      local chunk = floor(place / 8)
      count(P .. 'cc', digits(chunk) .. ':' .. LOW[place - chunk * 8], by)
    end
    for chunk, by in pairs(chunkTotals) do count(P .. 'cc', digits(chunk), by) end
  end

  local function writeCounts()
    local hasEmpty = false
    local ofChunks, ofGroups, ofClaims = P .. 'cc', P .. 'gn', P .. 'rc'
    for key, hash in pairs(counts) do
      for field, by in pairs(hash) do
        local total = by ~= 0 and call('HINCRBY', key, field, by > 0 and digits(by) or '-' .. digits(-by))
        if total == 0 then
          call('HDEL', key, field, key == ofClaims and field .. 's' or field)
          if key == ofClaims then call('ZREM', P .. 'run', field) end
          if key == ofChunks and tonumber(field) then call('ZREM', P .. 'ch', field) end
          hasEmpty = hasEmpty or (key == ofGroups and byte(field) == 106)
        elseif total == by and key == ofChunks and tonumber(field) then
          call('ZADD', P .. 'ch', field, field)
        end
      end
    end
    if hasEmpty then call('HSET', META, 'empty', 1) end
  end

  -- The clock need not be noted by every script that finds nothing to do.
  local function writeState()
    if nextSeq == noted.seq and nextOrder == noted.order and now >= noted.wall and now <= noted.wall + 1000000
      and not noted.isOld then return end
    if not noted.isThere then call('HSET', META, 'format', FORMAT) end
    call('HSET', META, 'state', struct.pack(STATE, FORMAT, nextSeq, nextOrder, now, steady, noted.day))
  end

  -- Writes all that was changed.
  write = function()
    for name, it in pairs(made) do
      if it.finish and name ~= 'limits' then it.finish() end
    end
    -- The others may still move jobs.
    if made.limits then made.limits.finish() end
    gatherCounts()
    writeJobs()
    for key in pairs(zsets) do zsync(key) end
    for key in pairs(batches) do zsync(key) end
    for key, at in pairs(pinnedLists) do
      call(call('EXISTS', key) == 1 and 'SADD' or 'SREM', at[1], at[2])
    end
    for queue, due in pairs(soonest) do call('ZADD', P .. 'sq', 'LT', due, queue) end
    writeHashes()
    writeCounts()
    writeState()
  end

  -- Writes all that was changed, and answers. An answer that may get lost on its way is kept for a while under the
  -- request's nonce.
  finish = function(answer)
    write()
    local packed = pack(answer)
    if NONCE then call('SET', P .. 'x:' .. NONCE, packed, 'PX', KEPT) end
    return packed
  end
end
