-- Stores a workflow.
--
-- BODY    the request as accept_workflow.lua says
-- answer  as accept_workflow.lua says
-- cost    of 20,000 jobs: see docs/workflows.md

return finish(part('acceptance').accept(BODY))
