-- Which jobs a filter accepts, in the order of acceptance: chunks without any are passed over by their counts.
--
-- A filter: 1 state, 2 queue, 3 handler, 4 tag, 5 schedule, 6 node, 7 workflow; nil accepts any.

local MAX_SCAN = 2048          -- jobs that one script looks at

local function accepts(filter, job)
  local x = job.x or {}
  if filter[1] and job.state ~= filter[1] then return false end
  if filter[2] and queueOfJob(job).name ~= filter[2] then return false end
  if filter[3] and handlerOf(job) ~= filter[3] then return false end
  if filter[5] and x.sc ~= filter[5] then return false end
  if filter[6] and x.n ~= filter[6] then return false end
  if filter[7] and x.w ~= filter[7] then return false end
  if not filter[4] then return true end
  for _, tag in ipairs(x.t or {}) do
    if tag == filter[4] then return true end
  end
  return false
end

-- The sequence numbers of one chunk from `low` to `high`, a page of them, in ascending or descending order.
local function inChunk(chunk, low, high, isDescending)
  local first, last = max(low, chunk * CHUNK), min(high, chunk * CHUNK + CHUNK - 1)
  local list = {}
  if isDescending then for seq = last, first, -1 do list[#list + 1] = seq end
  else for seq = first, last do list[#list + 1] = seq end end
  return list
end

-- Visits the jobs of a list of sequence numbers that are accepted, until `visit` answers false or too many were looked at.
-- Answers the number to go on from, or nil when all were visited.
local function visitAll(list, filter, visit, progress)
  for from = 1, #list, 64 do
    local page = {}
    for i = from, min(from + 63, #list) do page[#page + 1] = list[i] end
    prefetch(page)
    for i = 1, #page do
      local job = load(page[i])
      if job then
        if progress.seen == MAX_SCAN then return job.seq end
        progress.seen = progress.seen + 1
        if accepts(filter, job) and visit(job) == false then return job.seq end
      end
    end
  end
end

local function visitIndexed(key, filter, low, high, isDescending, visit)
  zsync(key)
  local a, b = format('%.0f', low), format('%.0f', high)
  local found = isDescending and call('ZREVRANGEBYSCORE', key, b, a, 'LIMIT', 0, MAX_SCAN + 1)
    or call('ZRANGEBYSCORE', key, a, b, 'LIMIT', 0, MAX_SCAN + 1)
  for i = 1, #found do found[i] = tonumber(found[i]) end
  return visitAll(found, filter, visit, { seen = 0 })
end

-- Calls `visit` with each job that a filter accepts, from `low` to `high`.
local function scan(filter, low, high, isDescending, visit)
  if filter[7] then return visitIndexed(P .. 'ws:' .. filter[7], filter, low, high, isDescending, visit) end
  if filter[6] then return visitIndexed(P .. 'pj:' .. filter[6], filter, low, high, isDescending, visit) end
  local a, b = floor(low / CHUNK), floor(high / CHUNK)
  local chunks = isDescending and call('ZREVRANGEBYSCORE', P .. 'ch', b, a) or call('ZRANGEBYSCORE', P .. 'ch', a, b)
  local progress = { seen = 0 }
  for c = 1, #chunks do
    local chunk = tonumber(chunks[c])
    local state = filter[1]
    -- What this script has moved is not written yet.
    local pending = state and chunkCounts[chunk * 8 + state] or 0
    if not state or tonumber(call('HGET', P .. 'cc', chunk .. ':' .. state) or 0) + pending > 0 then
      local at = visitAll(inChunk(chunk, low, high, isDescending), filter, visit, progress)
      if at then return at end
    end
  end
end
