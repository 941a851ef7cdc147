-- Stores a workflow.
--
-- BODY    the request, and the answer, as accept_workflow.lua says

return finish(part('acceptance').accept(BODY))
