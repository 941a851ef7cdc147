-- Extends leases and keeps what handlers reported.
--
-- BODY    renewals: {1 token (see core.lua), 2 lease, 3 progress, 4 text, 5 log lines ({characters, line} each)}
-- answer  an outcome for each: 0 held, 1 lost, 2 to be cancelled
-- cost    for each one read in a batch and another where the sequence number is not told, and one member of a sorted set; a
--         write where something was reported

local answers, found = {}, {}
for i = 1, #BODY do found[i] = placeOf(BODY[i][1]) end
prefetch(found)
for i = 1, #BODY do
  local renewal = BODY[i]
  local job = heldBy(renewal[1], found[i])
  if not job then
    answers[i] = 1
  else
    renewLease(job, steady + renewal[2])
    report(job, renewal[3], renewal[4], renewal[5])
    answers[i] = job.cancel and 2 or 0
  end
end
return finish(answers)
