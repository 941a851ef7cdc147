-- Lists the jobs of a workflow in the order of acceptance.
--
-- BODY    1 the workflow, 2 from which sequence number on, 3 how many
-- answer  1 jobs as describe.lua says, 2 the sequence number to go on from, or false
-- cost    one read, and one for each hash that the jobs of the page are in, and three for each job

local flows = part('workflows')
if not flows.present(BODY[1]) then return pack({ {}, false }) end
local steps, next = flows.stepsFrom(BODY[1], BODY[2], BODY[3])
for i = 1, #steps do steps[i] = describeJob(steps[i]) end
return pack({ steps, next or false })
