-- A job as a reader sees it.
--
-- answer: 1 id, 2 state, 3 priority, 4 created, 5 due, 6 attempt, 7 node, 8 started, 9 attempt ended, 10 outcome,
--         11 error of the attempt, 12 error, 13 finished, 14 progress, 15 text, 16 whether to be cancelled, 17 the step for
--         whose end it was ended (0: none), 18 the node it is pinned to, 19 arguments in place of those of the
--         specification, 20 the specification, 21 result, 22 earlier attempts (MessagePack), 23 the step for whose end it
--         was ended: {id, name, state, whether it was ended for another one}
local function describeJob(job)
  local x = job.x or {}
  local because = false
  if (job.endedBy or 0) ~= 0 then
    local step = load(job.endedBy)
    if step then
      because = { step.id, step.x.s, step.state, step.state == CANCELLED and (step.endedBy or 0) ~= 0 }
    end
  end
  return {
    job.id, job.state, job.priority, job.created, job.due, job.attempt, job.node or false, job.started or 0,
    job.attemptEnded or 0, job.outcome or 0, job.attemptError or false, job.error or false, job.finished or 0,
    job.progress or false, job.text or false, job.cancel, job.endedBy or 0, x.n or false, x.o or false, specOf(job),
    readBeside(job, 'r') or false, readBeside(job, 'h') or false, because,
  }
end
