-- Unique keys: who holds one. `{ns}:u:<key>` lists the jobs that hold it, whatever their scopes, by the end of their
-- period; of equal ones the newest comes first in reverse.

parts.keys = function()
  local UNTIL_STARTED, UNTIL_REMOVED = 1, 2
  local PAGE = 16
  local it = {}

  local function keyOfHolders(key) return P .. 'u:' .. key end

  -- Whether a job in this state of its life holds its key, its period apart.
  local function holds(job)
    local rule = job.x.kh
    if rule == UNTIL_REMOVED then return true end
    if rule == UNTIL_STARTED then return job.attempt == 0 and not terminal(job.state) end
    return not terminal(job.state)
  end

  local function add(job)
    zput(keyOfHolders(job.x.k), padded(job.seq), job.x.kp and min(NEVER, job.created + job.x.kp) or NEVER)
  end

  local function take(job) zput(keyOfHolders(job.x.k), padded(job.seq), false) end

  local function waits(job) return job.state == SCHEDULED or job.state == READY or job.state == BLOCKED end

  -- The job that holds a key where a rule looks, or nil: of several the one that holds longest, and of those the newest.
  -- scope: 0 the queue, 1 the handler, 2 everywhere. other: a job that does not count.
  function it.find(key, scope, queue, handler, other)
    local holders = keyOfHolders(key)
    zsync(holders)
    local from = 0
    while true do
      local page = call('ZREVRANGEBYSCORE', holders, '+inf', '(' .. format('%.0f', now), 'LIMIT', from, PAGE)
      prefetch(page)
      for i = 1, #page do
        local job = load(tonumber(page[i]))
        if job and job ~= other and not (waits(job) and deadlineOf(job) < now)
          and (scope == 2 or (scope == 1 and handlerOf(job) == handler)
            or (scope == 0 and queueOfJob(job).name == queue)) then
          return job
        end
      end
      if #page < PAGE then return nil end
      from = from + PAGE
    end
  end

  -- The same for the key of a job, without itself.
  function it.other(job)
    return it.find(job.x.k, job.x.ks or 0, queueOfJob(job).name, handlerOf(job), job)
  end

  function it.holdNew(job) if holds(job) then add(job) end end

  function it.holdAgain(job) if job.x.kh ~= UNTIL_REMOVED and holds(job) then add(job) end end

  function it.letGo(job) if not holds(job) then take(job) end end

  function it.started(job) if job.x.kh == UNTIL_STARTED then take(job) end end

  function it.forget(job) take(job) end

  return it
end
