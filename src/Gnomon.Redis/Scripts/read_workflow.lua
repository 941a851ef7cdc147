-- Reads one workflow.
--
-- BODY    its id
-- answer  as `describe` of workflows.lua says, or false
-- cost    4 reads

local flows = part('workflows')
local wf = flows.present(BODY)
return pack(wf and flows.describe(wf) or false)
