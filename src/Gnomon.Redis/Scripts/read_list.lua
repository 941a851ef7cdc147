-- Lists jobs, newest first.
--
-- BODY    1 filter (see listing.lua), 2 below which sequence number (nil: from the newest), 3 how many
-- answer  1 jobs as describe.lua says, 2 the cursor to go on from, or false, 3 their sequence numbers
-- cost    one read for 64 jobs that are looked at, at most 2,048 of them, and two for each that is told

local items, numbers = {}, {}
local at = scan(BODY[1], 1, BODY[2] and BODY[2] - 1 or nextSeq, true, function(job)
  if #items == BODY[3] then return false end
  items[#items + 1] = describeJob(job)
  numbers[#numbers + 1] = job.seq
end)
return pack({ items, at and at + 1 or false, numbers })
