-- The calls over several stripes that nobody has finished.
--
-- BODY    1 how old they are at least, 2 how many are told
-- answer  {id, when, content} each
-- cost    one read when there are none

local items, all = {}, call('HGETALL', P .. 'intents')
for i = 1, #all, 2 do
  local kept = cmsgpack.unpack(all[i + 1])
  if #items < BODY[2] and steady - kept[1] >= BODY[1] then items[#items + 1] = { all[i], kept[2], kept[3] } end
end
return pack(items)
