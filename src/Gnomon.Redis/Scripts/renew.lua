-- Extends leases and keeps what handlers reported.
--
-- BODY    renewals: {1 id, 2 attempt, 3 lease, 4 progress, 5 text, 6 log lines ({characters, line} each)}
-- answer  an outcome for each: 0 held, 1 lost, 2 to be cancelled
-- cost    for each a read, another in a batch, and one member of a sorted set; a write where something was reported

local answers, found = {}, {}
for i = 1, #BODY do found[i] = seqOf(BODY[i][1]) end
prefetch(found)
for i = 1, #BODY do
  local renewal = BODY[i]
  local job = find(renewal[1])
  if not job or job.state ~= RUNNING or job.attempt ~= renewal[2] then
    answers[i] = 1
  else
    zput(P .. 'run', padded(job.seq), steady + renewal[3])
    report(job, renewal[4], renewal[5], renewal[6])
    answers[i] = job.cancel and 2 or 0
  end
end
return finish(answers)
