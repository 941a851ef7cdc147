-- Stores and removes schedules, all or none. What is to be done was worked out from what `seen` of read_schedules.lua
-- answered; it is done if all of that still stands.
--
-- BODY    1 what was seen: {id, token, or false where there was none} each,
--         2 the declared set (nil: none): {1 name, 2 stamp that was seen (false: none), 3 what to do: 1 store, 3 forget,
--           4 version, 5 content, 6 whether it is removed, 7 most sets that there may be},
--         3 puts: {1 id, 2 definition (false: as it is), 3 paused, 4 reason, 5 overlap, 6 most runs, 7 pause after
--           failures (0: none), 8 next tick (nil: none), 9 when that is due, 10 its instant, 11 whether the set declares
--           it paused (nil: it stays in the set it is in)},
--         4 ids to remove
-- answer  false when something is otherwise now, or a next tick has come meanwhile; else 1 the schedules after the puts as
--         describe of schedules.lua says, without definitions, 2 how many were removed
-- cost    for each schedule one read and 4 writes in batches

local MAX_REMOVED, REMOVED, RESTORED = 1000, 5, 6
local SET = BODY[2]
local schedules = part('schedules')

local function stampOf(name)
  local stored = call('HGET', P .. 'sets', name)
  return stored and cmsgpack.unpack(stored)[5] or false
end

local function stands()
  local ids = {}
  for i, seen in ipairs(BODY[1]) do ids[i] = seen[1] end
  schedules.prefetch(ids)
  for _, seen in ipairs(BODY[1]) do
    if schedules.token(schedules.find(seen[1])) ~= seen[2] then return false end
  end
  for _, p in ipairs(BODY[3]) do
    -- A mark at the present would then be behind the tick.
    if p[8] and p[10] <= now then return false end
  end
  if not SET then return true end
  if stampOf(SET[1]) ~= SET[2] then return false end
  return SET[2] or call('HLEN', P .. 'sets') < SET[7]
end

local function noteStored(s)
  local removedAt = call('ZSCORE', P .. 'sr', s.id)
  if not removedAt then return end
  call('ZREM', P .. 'sr', s.id)
  schedules.keepEvents(s, { { REMOVED, tonumber(removedAt), 0, false }, { RESTORED, now, s.revision, false } })
end

local function noteChanged(s, wasPaused)
  if s.paused == wasPaused then return schedules.note(s, schedules.CHANGED) end
  if s.paused then return schedules.note(s, schedules.PAUSED, s.reason) end
  if s.past then s.past.consecutive = 0 end
  schedules.note(s, schedules.RESUMED)
end

local function change(p)
  local s = schedules.find(p[1])
  local isNew = not s
  s = s or schedules.add(p[1])
  local wasPaused = s.paused
  s.stamp, s.revision, s.mark = takeOrder(), s.revision + 1, schedules.instant(now)
  s.paused, s.reason, s.overlap, s.maxRuns, s.pauseAfter = p[3], p[4], p[5], p[6], p[7]
  hput(P .. 'sd', s.id, p[2])
  if isNew then
    zput(P .. 'sid', s.id, 0)
    noteStored(s)
  else
    noteChanged(s, wasPaused)
  end
  schedules.arm(s, p[8], p[9])
  return s
end

local function join(s, declared)
  if s.set and s.set ~= SET[1] then zput(P .. 'sm:' .. s.set, s.id, false) end
  s.set, s.declared = SET[1], declared
  zput(P .. 'sm:' .. SET[1], s.id, 0)
  schedules.touch(s)
end

local function removeOne(id)
  local s = schedules.find(id)
  if not s then return 0 end
  schedules.forget(s)
  zput(P .. 'sr', id, now)
  return 1
end

if not stands() then return pack(false) end
local rows, gone = {}, 0
for i, p in ipairs(BODY[3]) do
  local s = p[2] and change(p) or schedules.find(p[1])
  if p[11] ~= nil then join(s, p[11]) end
  rows[i] = schedules.describe(s)
end
for _, id in ipairs(BODY[4]) do gone = gone + removeOne(id) end
if #BODY[4] > 0 then
  zsync(P .. 'sr')
  call('ZREMRANGEBYRANK', P .. 'sr', 0, -1 - MAX_REMOVED)
end
if SET and SET[3] == 1 then hput(P .. 'sets', SET[1], pack({ SET[4], SET[5], now, SET[6], takeOrder() }))
elseif SET then hput(P .. 'sets', SET[1], false) end
return finish({ rows, gone })
