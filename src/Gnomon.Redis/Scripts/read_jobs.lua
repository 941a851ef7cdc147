-- Reads jobs by id.
--
-- BODY    ids
-- answer  each as describe.lua says, or false

local answers = {}
for i = 1, #BODY do
  local job = find(BODY[i])
  answers[i] = job and describeJob(job) or false
end
return pack(answers)
