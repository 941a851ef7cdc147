-- Lists workflows, newest first.
--
-- BODY    1 state, 2 whether broadcasts, 3 schedule (nil: any), 4 below which number (nil: from the newest), 5 how many
-- answer  1 workflows as `describe` of workflows.lua says, 2 the cursor to go on from, or false, 3 their numbers
-- cost    one read for each workflow that is looked at, at most 2,048 of them, and 3 for each that is answered

local MAX_SEEN = 2048          -- workflows that one script looks at
local flows = part('workflows')
local items, numbers, cursor = {}, {}, false
local below = BODY[4] and '(' .. format('%.0f', BODY[4]) or '+inf'
local ids = call('ZREVRANGEBYSCORE', P .. 'wl', below, '-inf', 'LIMIT', 0, MAX_SEEN + 1)
for i = 1, #ids do
  local wf = flows.find(ids[i])
  if #items == BODY[5] or i > MAX_SEEN then
    cursor = wf.number + 1
    break
  end
  if not wf.isGoing and (not BODY[1] or wf.state == BODY[1]) and (BODY[2] == nil or wf.isBroadcast == BODY[2])
    and (not BODY[3] or wf.schedule == BODY[3]) then
    items[#items + 1] = flows.describe(wf)
    numbers[#numbers + 1] = wf.number
  end
end
return pack({ items, cursor, numbers })
