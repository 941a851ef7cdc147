-- The nodes that waiting jobs are pinned to.
--
-- BODY    1 after which name (nil: from the first), 2 how many
-- answer  1 {node, waiting, running} each, in the order of names, 2 whether there are more
-- cost    one read, of three fields for each node that jobs are pinned to

local waiting, running, names = {}, {}, {}
local all = call('HGETALL', P .. 'pn')
for i = 1, #all, 2 do
  local state, node, n = tonumber(string.sub(all[i], 1, 1)), string.sub(all[i], 3), tonumber(all[i + 1])
  if state == RUNNING then running[node] = n end
  if state == READY or state == SCHEDULED or state == BLOCKED then
    if not waiting[node] then names[#names + 1] = node end
    waiting[node] = (waiting[node] or 0) + n
  end
end
table.sort(names)
local items, more = {}, false
for _, node in ipairs(names) do
  if (not BODY[1] or node > BODY[1]) and waiting[node] > 0 then
    if #items == BODY[2] then more = true; break end
    items[#items + 1] = { node, waiting[node], running[node] or 0 }
  end
end
return pack({ items, more })
