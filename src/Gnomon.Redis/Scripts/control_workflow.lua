-- Cancels, revives, restarts, signals or removes a whole workflow.
--
-- BODY    1 id, 2 action (0 cancel, 1 retry, 2 restart, 3 signal, 4 delete), 3 signal, 4 what it carries
-- answer  1 outcome as control.lua says, or -1: no more signals are kept of it, 2 what happened in workflows
-- cost    of a workflow with 20,000 jobs: see docs/performance.md

local MAX_SIGNALS_KEPT = 64
local DONE, REQUESTED, NOT_FOUND, NOT_ALLOWED, FULL = 0, 1, 2, 3, -1
local flows = part('workflows')

local actions = {
  [0] = function(wf)
    if wf.finished ~= 0 then return NOT_ALLOWED end
    flows.cancel(wf)
    return wf.open > 0 and REQUESTED or DONE
  end,
  function(wf) return flows.retry(wf) and DONE or NOT_ALLOWED end,
  function(wf) return wf.finished ~= 0 and flows.restart(wf) and DONE or NOT_ALLOWED end,
  function(wf)
    if wf.finished ~= 0 then return NOT_ALLOWED end
    if flows.hasCome(wf, BODY[3]) then return DONE end
    if wf.signals >= MAX_SIGNALS_KEPT then return FULL end
    flows.signal(wf, BODY[3], BODY[4])
    return DONE
  end,
  function(wf)
    if wf.finished == 0 then return NOT_ALLOWED end
    flows.remove(wf)
    return DONE
  end,
}

local wf = flows.find(BODY[1])
if not wf then return finish({ NOT_FOUND, false }) end
local outcome = actions[BODY[2]](wf)
return finish({ outcome, takeEffects() })
