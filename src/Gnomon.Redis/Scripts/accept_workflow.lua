-- Accepts a workflow, or what it lacks of its jobs, whole or not at all. Needs enqueue.lua.
--
-- request  1 id, 2 retention, 3 until when nodes may join, 4 whether it is a broadcast, 5 schedule (2, 3, 5: nil for
--          none), 6 groups (name and places one after the other), 7 name, schedule, tick and terms, to be given back as
--          they are, 8 drafts as enqueue.lua says, each with 16 its place: 1 what it waits for (id and condition one
--          after the other), 2 signals (nil: none), 3 what its failure does, 4 delay (nil: none), 5 group (nil: none),
--          9 whether nothing may be added to a stored one, 10 the job whose attempt asks (nil: none), 11 that attempt
-- answer   1 outcome (0 created, 1 same id, 2 has ended, 3 refused), 2 the jobs as enqueue_jobs.lua answers one call,
--          3 what happened in workflows; or, where it breaks a rule: 1 -1, 2 which (below), 3 the draft, 4 of what it
--          waits for, or how many jobs there would be
-- cost     of 20,000 jobs: see docs/workflows.md

parts.acceptance = function()
  local it = {}
  local W_CREATED, W_SAME_ID, W_HAS_ENDED, W_REFUSED = 0, 1, 2, 3
  local FOREIGN_ID, TAKEN_STEP, UNKNOWN_PARENT, UNKNOWN_GROUP, TOO_MANY_JOBS, TOO_MANY_WF_GROUPS = 0, 1, 2, 3, 4, 5
  local MAX_WORKFLOW_JOBS, MAX_WORKFLOW_GROUPS = 20000, 100

  -- The first rule that a request breaks beside what is stored; nil for none.
  local function faultOf(id, present, drafts, groups, known, indexes)
    local flows, added = part('workflows'), 0
    local names, count = {}, present and flows.groupCount(present) or 0
    for i = 1, #groups, 2 do
      names[groups[i]] = true
      if not (present and flows.groupNamed(present, groups[i])) then count = count + 1 end
    end
    for i = 1, #drafts do
      local d, job = drafts[i], known[i]
      if job then
        if not job.x or job.x.w ~= id then return { -1, FOREIGN_ID, i, 0 } end
      else
        added = added + 1
        if present and flows.hasStep(present, d[9].s) then return { -1, TAKEN_STEP, i, 0 } end
        local up = d[16][1]
        for p = 1, #up, 2 do
          if not indexes[up[p]] then
            local parent = present and find(up[p])
            if not parent or not parent.x or parent.x.w ~= id then return { -1, UNKNOWN_PARENT, i, (p + 1) / 2 } end
          end
        end
        local group = d[16][5]
        if group and not names[group] and not (present and flows.groupNamed(present, group)) then
          return { -1, UNKNOWN_GROUP, i, 0 }
        end
      end
    end
    local total = added + (present and flows.size(present) or 0)
    if total > MAX_WORKFLOW_JOBS then return { -1, TOO_MANY_JOBS, 0, total } end
    if count > MAX_WORKFLOW_GROUPS then return { -1, TOO_MANY_WF_GROUPS, 0, 0 } end
  end

  -- The answers to the jobs if one is refused; nil when none is.
  local function refusalOf(drafts, known)
    local trial, results, isRefused = nil, {}, false
    for i = 1, #drafts do
      local d = drafts[i]
      if d[11] and not isNewest(d[11], d[12]) then results[i] = { STALE, d[1] }
      elseif known[i] then results[i] = { SAME_ID, d[1] }
      else
        results[i] = { WITHHELD, d[1] }
        if keyIn(d) then
          trial = trial or newTrial()
          local holder = holderFor(d)
          holder = holder and holder.id or trial.holder(d)
          if holder then results[i] = { REJECTED, holder } else trial.add(d) end
        end
      end
      isRefused = isRefused or results[i][1] == REJECTED or results[i][1] == STALE
    end
    return isRefused and results or nil
  end

  -- What is told of each job when it is not refused; true when all of them are new and stored.
  local function told(drafts, known, ofNew)
    local results, isPlain = {}, ofNew == CREATED
    for i = 1, #drafts do
      results[i] = { known[i] and SAME_ID or ofNew, drafts[i][1] }
      isPlain = isPlain and not known[i]
    end
    return isPlain or results
  end

  -- Stores one job. What waits for nothing is ready or scheduled at once.
  local function storeStep(wf, d)
    local flows, place = part('workflows'), d[16]
    local number = place[5] and flows.groupNamed(wf, place[5])
    local isFree = #place[1] == 0 and not (place[2] and #place[2] > 0) and (not number or flows.hasRoom(wf, number))
    place[4] = d[7]
    if not isFree then d[7] = nil end
    d[9].g = number or nil
    local job = store(d, not isFree)
    flows.attach(wf, job, place)
    return job
  end

  -- Accepts one, and answers what became of it.
  function it.accept(b)
    local flows, id, drafts = part('workflows'), b[1], b[8]
    local present, known, indexes = flows.find(id), {}, {}
    if b[10] and not isNewest(b[10], b[11]) then
      for i = 1, #drafts do known[i] = { STALE, drafts[i][1] } end
      return { W_REFUSED, known, false }
    end
    for i = 1, #drafts do
      known[i] = find(drafts[i][1]) or false
      indexes[drafts[i][1]] = i
    end
    if present and b[9] then return { W_SAME_ID, told(drafts, known, WITHHELD), false } end
    local fault = faultOf(id, present, drafts, b[6], known, indexes)
    if fault then return fault end
    if present and (present.finished ~= 0 or present.cancelled) then
      return { W_HAS_ENDED, told(drafts, known, WITHHELD), false }
    end
    local refused = refusalOf(drafts, known)
    if refused then return { W_REFUSED, refused, false } end
    local wf = present or flows.create(id, b[2] or false, b[3] or false, b[4], b[5] or false, b[7])
    for i = 1, #b[6], 2 do
      if not flows.groupNamed(wf, b[6][i]) then flows.addGroup(wf, b[6][i], b[6][i + 1]) end
    end
    local results, added = told(drafts, known, CREATED), {}
    for i = 1, #drafts do
      if not known[i] then
        known[i] = storeStep(wf, drafts[i])
        added[#added + 1] = i
      end
    end
    local steps = {}
    for _, i in ipairs(added) do
      local up = drafts[i][16][1]
      for p = 1, #up, 2 do
        local at = indexes[up[p]]
        flows.link(wf, known[i], at and known[at] or find(up[p]), up[p + 1])
      end
      steps[#steps + 1] = known[i]
    end
    flows.begin(wf, steps)
    return { present and W_SAME_ID or W_CREATED, results, takeEffects() }
  end

  return it
end
