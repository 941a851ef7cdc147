-- A job as a reader sees it.
--
-- answer: 1 seq, 2 id, 3 state, 4 priority, 5 created, 6 due, 7 attempt, 8 node, 9 started, 10 attempt ended, 11 outcome,
--         12 error of the attempt, 13 error, 14 finished, 15 progress, 16 text, 17 whether to be cancelled, 18 the step for
--         whose end it was ended (0: none), 19 the node it is pinned to, 20 arguments in place of those of the
--         specification, 21 the specification, 22 result, 23 earlier attempts (MessagePack), 24 failures and losses,
--         25 snoozes, 26 the step for whose end it was ended: {id, name, state, whether it was ended for another one}
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
    job.seq, job.id, job.state, job.priority, job.created, job.due, job.attempt, job.node or false, job.started or 0,
    job.attemptEnded or 0, job.outcome or 0, job.attemptError or false, job.error or false, job.finished or 0,
    job.progress or false, job.text or false, job.cancel, job.endedBy or 0, x.n or false, x.o or false, specOf(job),
    readBeside(job, 'r') or false, readBeside(job, 'h') or false, job.failures + job.losses, job.snoozes, because,
  }
end
