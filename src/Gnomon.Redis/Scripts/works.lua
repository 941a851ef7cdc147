-- The workflows and broadcasts that ticks make. Each belongs to the job of its tick, whose id it has, and the two are one
-- run: cancelling the job cancels it, its end wakes the job, and the run lives until both have ended. One whose job has ended
-- before it is listed among the schedule's runs (see schedules.lua).

parts.works = function()
  local W_CANCELLED = 3
  local it = {}

  -- The workflow that belongs to a job, or nil.
  function it.of(job)
    if isStep(job) or not (job.x and job.x.sc) then return nil end
    if not made.workflows and call('EXISTS', P .. 'w:' .. job.id) == 0 then return nil end
    local wf = part('workflows').present(job.id)
    return wf and wf.schedule == job.x.sc and wf or nil
  end

  -- The workflow that belongs to a job and has not ended, or nil.
  function it.openOf(job)
    local wf = it.of(job)
    return wf and wf.finished == 0 and wf or nil
  end

  -- The job that a workflow with a schedule belongs to, or nil.
  local function ownerOf(wf)
    local job = find(wf.id)
    return job and not isStep(job) and job.x and job.x.sc == wf.schedule and job or nil
  end

  -- Whether a workflow stands for the run itself: its job has ended, or waits for other runs.
  local function isAlone(wf)
    local owner = ownerOf(wf)
    return not owner or terminal(owner.state) or owner.state == BLOCKED
  end

  -- Cancels a workflow that has not ended.
  function it.cancel(wf) part('workflows').cancel(wf, 0) end

  -- Ends a workflow: the attempts of what runs no longer count.
  function it.terminate(wf, text)
    if wf.terminated then return end
    wf.terminated = text
    it.cancel(wf)
  end

  -- Told before the job of a workflow is cancelled: its workflow is terminated with it, in one go.
  function it.terminateWith(job, text)
    local wf = it.openOf(job)
    if wf then wf.terminated, wf.changed = text, true end
  end

  -- Whether an ended workflow may go on: no way leads around a schedule that does not let two run at once.
  function it.mayReopen(wf)
    if not wf.schedule or wf.finished == 0 or not isAlone(wf) then return true end
    return not part('schedules').isBusy(wf.schedule, 0)
  end

  -- A workflow that goes on without its job counts as a run of the schedule itself.
  function it.keepIfAlone(wf)
    if wf.schedule and isAlone(wf) then part('schedules').addWork(wf) end
  end

  -- Where the ended job of a schedule goes that gets another life: no way leads around a schedule that does not let two run
  -- at once. Its own workflow is the same run.
  function it.revivedState(job)
    local own = it.openOf(job)
    if part('schedules').isBusy(job.x.sc, own and 1 or 0) then return BLOCKED end
    if own then part('schedules').removeWork(own) end
    return READY
  end

  -- A new job may be the one of a workflow whose own is gone and had the same id: the two are one run.
  function it.rejoin(job)
    local own = it.openOf(job)
    if own then part('schedules').removeWork(own) end
  end

  -- The job that a workflow may belong to has ended.
  function it.followOwner(job)
    local wf = it.openOf(job)
    if not wf then return end
    part('schedules').addWork(wf)
    if job.state == CANCELLED then it.cancel(wf) end
  end

  -- Lets a job that was put off run now.
  function it.wake(job) shift(job, READY, now, takeOrder()) end

  -- A workflow of a tick has ended: its job is woken, or cancelled with it, and the run that waited may go.
  function it.ended(wf, effects)
    local owner = ownerOf(wf)
    part('schedules').removeWork(wf)
    if owner and not terminal(owner.state) then
      if wf.state ~= W_CANCELLED then
        if owner.state == SCHEDULED then it.wake(owner) end
        effects.released = effects.released or owner.state == READY
      elseif owner.state ~= RUNNING then
        insert(effects.ended, owner.id)
        shift(owner, CANCELLED, owner.due, 0)
        effects.released = true
      elseif not owner.cancel then
        owner.cancel = true
        touch(owner)
        insert(effects.stopping, owner.id)
      end
    end
    if part('schedules').letNext(wf.schedule) then effects.released = true end
  end

  return it
end
