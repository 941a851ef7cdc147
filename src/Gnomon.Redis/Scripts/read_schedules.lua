-- Reads schedules, their ticks, and declared sets.
--
-- BODY    1 what, 2 of which, and further as below
-- answer  seen {ids, set or nil}: 1 the clock, 2 {token, schedule} or false each, 3 the set or false,
--           4 {id, token} of its schedules, 5 how many sets there are
--         get {id}: a schedule, or false
--         list {after or nil, how many}: 1 schedules, 2 whether there are more
--         due {until, how many}: 1 the clock, 2 schedules by when their next tick is due, 3 the one after them, or false
--         definitions {ids}: {stamp, definition} or false each
--         which {ids}: whether there is one, each
--         set {name}: the set, or false; sets: all of them
--         events {id}: {kind, at, revision, reason} each
--         ticks {id, below which number or nil, how many}: 1 {tick as stored, state of its job or false, when it ended}
--           each, newest first, 2 the number to go on from, or false
--         A set: 1 name, 2 version, 3 how many schedules, 4 stored at, 5 whether it is removed, 6 content, 7 stamp.
-- cost    two reads for each schedule, and two for the jobs of each

local schedules = part('schedules')
local ASKED = BODY[2]

local function describeAll(ids)
  schedules.prefetch(ids)
  local items = {}
  for from = 1, #ids, 4000 do
    local to = min(from + 3999, #ids)
    local definitions = call('HMGET', P .. 'sd', unpack(ids, from, to))
    for i = from, to do
      local s = schedules.find(ids[i])
      items[i] = s and schedules.describe(s, definitions[i - from + 1]) or false
    end
  end
  return items
end

local function setOf(name, stored)
  stored = stored or call('HGET', P .. 'sets', name)
  if not stored then return false end
  local set = cmsgpack.unpack(stored)
  return { name, set[1], call('ZCARD', P .. 'sm:' .. name), set[3], set[4], set[2], set[5] }
end

local reads = {}

function reads.seen()
  local items = describeAll(ASKED[1])
  for i, item in ipairs(items) do
    items[i] = item and { schedules.token(schedules.find(ASKED[1][i])), item }
  end
  local name = ASKED[2]
  local members = name and call('ZRANGE', P .. 'sm:' .. name, 0, -1) or {}
  schedules.prefetch(members)
  for i, id in ipairs(members) do members[i] = { id, schedules.token(schedules.find(id)) } end
  return { now, items, name and setOf(name) or false, members, call('HLEN', P .. 'sets') }
end

function reads.get() return describeAll({ ASKED[1] })[1] end

function reads.list()
  local from = ASKED[1] and '(' .. ASKED[1] or '-'
  local ids = call('ZRANGEBYLEX', P .. 'sid', from, '+', 'LIMIT', 0, ASKED[2] + 1)
  local more = #ids > ASKED[2]
  if more then ids[#ids] = nil end
  return { describeAll(ids), more }
end

function reads.due()
  local ids = call('ZRANGEBYSCORE', P .. 'sdue', '-inf', ASKED[1], 'LIMIT', 0, ASKED[2])
  local following = call('ZRANGE', P .. 'sdue', #ids, #ids)
  return { now, describeAll(ids), following[1] and describeAll(following)[1] or false }
end

function reads.definitions()
  local ids, items = ASKED[1], {}
  schedules.prefetch(ids)
  for i = 1, #ids do
    local s = schedules.find(ids[i])
    items[i] = s and { s.stamp, call('HGET', P .. 'sd', ids[i]) } or false
  end
  return items
end

function reads.which()
  local ids, items = ASKED[1], {}
  schedules.prefetch(ids)
  for i = 1, #ids do items[i] = schedules.find(ids[i]) and true or false end
  return items
end

function reads.set() return setOf(ASKED[1]) end

function reads.sets()
  local items, all = {}, call('HGETALL', P .. 'sets')
  for i = 1, #all, 2 do items[#items + 1] = setOf(all[i], all[i + 1]) end
  return items
end

function reads.events()
  local s = schedules.find(ASKED[1])
  return s and schedules.events(s) or {}
end

function reads.ticks()
  local s = schedules.find(ASKED[1])
  if not s or not s.past then return { {}, false } end
  local recorded = s.past.recorded
  local from = ASKED[2] and max(0, recorded - ASKED[2]) or 0
  local found = schedules.ticks(s.id, from, from + ASKED[3])
  local items = {}
  for i = 1, min(#found, ASKED[3]) do
    local id = cmsgpack.unpack(found[i])[4]
    local job = id and find(id)
    items[i] = { found[i], job and job.state or false, job and job.finished or 0 }
  end
  return { items, #found > ASKED[3] and recorded - from - ASKED[3] or false }
end

return pack(reads[BODY[1]]())
