-- Lists the jobs that a job of a workflow waits for, in the order of its draft.
--
-- BODY    1 the job, 2 from which one on (the first is 0), 3 how many
-- answer  1 jobs as describe.lua says, 2 how many there are
-- cost    two reads, and one for each hash that the jobs of the page are in, and three for each job

local job = find(BODY[1])
if not job or not isStep(job) then return pack({ {}, 0 }) end
local list, total = part('workflows').parentsOf(job, BODY[2], BODY[3])
for i = 1, #list do list[i] = describeJob(list[i]) end
return pack({ list, total })
