-- Does what time alone brings about: at most so many of each.
--
-- BODY    the most
-- answer  1 promoted, 2 lost attempts ({id, attempt, node}), 3 pruned, 4 when there will be more (or false), 5 ids of jobs
--         that ended, 6 freed, 7 whether to sweep again at once, 8 what happened in workflows, 9 now
-- cost    6 reads when there is nothing to do

local MOST = BODY
local ended, lost, pruned, promoted, freed = {}, {}, 0, 0, false

local function first(key)
  zsync(key)
  local found = call('ZRANGE', key, 0, 0, 'WITHSCORES')
  return found[1], found[2] and tonumber(found[2]) or NEVER
end

local function due(key, bound, most)
  zsync(key)
  local found, seqs = call('ZRANGEBYSCORE', key, '-inf', bound, 'LIMIT', 0, most), {}
  -- Those of several jobs have other names.
  for i = 1, #found do
    if #found[i] == SEQ_DIGITS then seqs[#seqs + 1] = tonumber(found[i]) end
  end
  prefetch(seqs)
  return found
end

for _, seq in ipairs(due(P .. 'dl', '(' .. format('%.0f', now), MOST)) do
  local job = load(tonumber(seq))
  if job and (job.state == READY or job.state == SCHEDULED or job.state == BLOCKED) then
    expire(job)
    ended[#ended + 1] = job.id
    freed = freed or letsGo(queueOfJob(job))
  else
    zput(P .. 'dl', seq, false)
  end
end

for _, name in ipairs(call('ZRANGEBYSCORE', P .. 'sq', '-inf', now)) do
  if promoted < MOST then promoted = promoted + promote(queueOf(name), MOST - promoted) end
end

local sorting = false
for _, name in ipairs(call('SMEMBERS', P .. 'sorting')) do
  local gate = gateOf(queueOf(name))
  if gate and not gate.sort() then sorting = true end
end

-- Decides about a job whose node is gone. The attempt was counted when it was handed out, so a job that kills its
-- process each time comes to an end.
local function lose(job)
  local text = 'attempt ' .. job.attempt .. ' was lost: node ' .. job.node .. ' stopped without settling it'
  lost[#lost + 1] = { job.id, job.attempt, job.node }
  if not job.cancel and job.failures + job.losses + 1 >= max(job.allowed, MIN_LOSSES) then
    endAttempt(job, A_LOST, DEAD, now, 0, text)
  else
    giveBack(job, A_LOST, true, 0, text)
  end
  if terminal(job.state) then ended[#ended + 1] = job.id end
end

-- The same for those that still share the lease of a claim.
local function loseClaim(claim)
  local seqs = unpackSeqs(call('HGET', P .. 'rc', claim .. 's') or '', 1)
  prefetch(seqs)
  for i = 1, #seqs do
    local job = load(seqs[i])
    if job and job.claim == claim then
      if #lost == MOST then return end
      lose(job)
    end
  end
  zput(P .. 'run', claim, false)
end

for _, member in ipairs(due(P .. 'run', format('%.0f', steady), MOST)) do
  if #lost == MOST then break end
  if #member == SEQ_DIGITS then lose(load(tonumber(member))) else loseClaim(member) end
end

-- Ended jobs are listed one by one; plain ones that one call ended stand together: when that was, a colon, and their numbers.
-- Some of those may be gone since, or live again.
local function prune(member)
  local colon = string.find(member, ':', 1, true)
  if not colon then
    remove(load(tonumber(member)))
    pruned = pruned + 1
    return
  end
  zput(P .. 'end', member, false)
  local at, seqs = tonumber(string.sub(member, 1, colon - 1)), unpackSeqs(member, colon + 1)
  prefetch(seqs)
  for i = 1, #seqs do
    if pruned == MOST then
      zput(P .. 'end', string.sub(member, 1, colon) .. packSeqs(seqs, i, #seqs), now)
      return
    end
    local job = load(seqs[i])
    if job and terminal(job.state) and job.finished == at then
      remove(job)
      pruned = pruned + 1
    end
  end
end

for _, member in ipairs(due(P .. 'end', format('%.0f', now), MOST)) do
  if pruned < MOST then prune(member) end
end

local workflowDue = NEVER
if call('EXISTS', P .. 'wend', P .. 'wopen', P .. 'wstop') > 0 or made.workflows then
  local count, at = part('workflows').sweep(MOST - pruned)
  pruned, workflowDue = pruned + count, at
end

-- The queue whose scheduled jobs come due first: the instants in the list may be too early, never too late.
local function firstOfQueues()
  for name, at in pairs(soonest) do call('ZADD', P .. 'sq', 'LT', at, name) end
  soonest = {}
  while true do
    local name, noted = first(P .. 'sq')
    if not name then return NEVER end
    local at = firstScheduled(queueOf(name))
    if at == noted then return at end
    if at then call('ZADD', P .. 'sq', at, name) else call('ZREM', P .. 'sq', name) end
  end
end

local _, lease = first(P .. 'run')
local _, deadline = first(P .. 'dl')
local _, kept = first(P .. 'end')
local nextDue = min(deadline, kept, workflowDue, firstOfQueues())
if lease < NEVER then nextDue = min(nextDue, now + max(0, lease - steady)) end
return finish({
  promoted, lost, pruned, nextDue < NEVER and nextDue or false, ended, freed or unblockedCount() > 0, sorting,
  takeEffects(), now,
})
