-- The log lines that are kept of a job.
--
-- BODY    id
-- answer  false when there is no such job, else lines, each {characters, line}
-- cost    three reads

local job = find(BODY)
if not job then return pack(false) end
local lines = readBeside(job, 'l')
return lines or pack({})
