-- What waits and runs, by kind of jobs, and what happened, by day and handler. Both are kept as jobs change (see `tally` and
-- `tallyDay` in core.lua).
--
-- BODY    how many days, today included
-- answer  1 {queue, handler or false, version, waiting, running} each, 2 the days, the newest first:
--         {day since 1970, {handler or '', accepted, done, failed, retried} each}
-- cost    one read for the groups, one for each day that is told

local load = {}
local all = call('HGETALL', P .. 'gn')
local byGroup = {}
for i = 1, #all, 2 do
  local what, number, n = string.sub(all[i], 1, 1), tonumber(string.sub(all[i], 2)), tonumber(all[i + 1])
  if what ~= 'j' and n > 0 then
    local entry = byGroup[number]
    if not entry then entry = {}; byGroup[number] = entry end
    entry[what] = n
  end
end
for number, entry in pairs(byGroup) do
  local group = groupOf(number)
  load[#load + 1] = { group.queue.name, group.handler, group.version, entry.w or 0, entry.r or 0 }
end

local FIELDS = { a = 2, d = 3, f = 4, r = 5 }
local today = floor(now / 86400000000)
local days = {}
for _, day in ipairs(call('ZREVRANGEBYSCORE', P .. 'days', '+inf', today - BODY + 1)) do
  local fields, handlers, list = call('HGETALL', P .. 'day:' .. day), {}, {}
  for i = 1, #fields, 2 do
    local at = string.sub(fields[i], 2, 2) == ' ' and FIELDS[string.sub(fields[i], 1, 1)]
    if at then
      local handler = string.sub(fields[i], 3)
      local counted = handlers[handler]
      if not counted then
        counted = { handler, 0, 0, 0, 0 }
        handlers[handler] = counted
        list[#list + 1] = counted
      end
      counted[at] = tonumber(fields[i + 1])
    end
  end
  days[#days + 1] = { tonumber(day), list }
end
return pack({ load, days })
