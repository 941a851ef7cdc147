-- Stores a workflow.
--
-- BODY    the request as accept_workflow.lua says
-- answer  as it says, too
-- cost    for each job that of enqueue_jobs, one write more and three members of sorted sets and hashes; of 20,000 jobs see
--         docs/workflows.md

return finish(part('acceptance').accept(BODY))
