-- Cancels, revives, restarts, signals or removes a whole workflow.
--
-- BODY    1 id, 2 action (0 cancel, 1 retry, 2 restart, 3 signal, 4 delete), 3 signal, 4 what it carries, 5 whether
--         this goes on with what was begun
-- answer  1 outcome as control.lua says, or -1: no more signals are kept of it, 2 what happened in workflows, 3 whether
--         to call again, to go on
-- cost    of a workflow with 20,000 jobs: see docs/workflows.md

local MAX_SIGNALS_KEPT = 64
local DONE, REQUESTED, NOT_FOUND, NOT_ALLOWED, FULL = 0, 1, 2, 3, -1
local REMOVE = 4
local flows = part('workflows')
local more = false

local actions = {
  [0] = function(wf)
    if wf.finished ~= 0 and not BODY[5] then return NOT_ALLOWED end
    if BODY[5] then more = flows.cancelMore(wf) else more = flows.cancel(wf, 0) end
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
    local _, isRest = flows.remove(wf)
    more = isRest
    return DONE
  end,
}

local wf = BODY[2] == REMOVE and flows.find(BODY[1]) or flows.present(BODY[1])
-- Where this goes on, a sweep may have come before.
if not wf then return finish({ BODY[5] and DONE or NOT_FOUND, false, false }) end
local outcome = actions[BODY[2]](wf)
return finish({ outcome, takeEffects(), more })
