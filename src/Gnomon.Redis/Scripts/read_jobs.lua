-- Reads jobs by id.
--
-- BODY    ids
-- answer  each as describe.lua says, or false
-- cost    for each job two reads and two of what is beside it

local answers = {}
for i = 1, #BODY do
  local job = find(BODY[i])
  answers[i] = job and describeJob(job) or false
end
return pack(answers)
