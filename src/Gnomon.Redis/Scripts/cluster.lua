-- Nodes and leadership.
--
-- `{ns}:nodes`   a field for each node: MessagePack {description, joined, seen, seen on the steady clock}
-- `{ns}:leader`  MessagePack {node, number, since, until, until on the steady clock}
--
-- BODY    1 what: 'join', 'beat', 'leave', 'list', 'lead', 'leader' or 'resign'; 2 node; 3 the description or the term
-- answer  join and leave: true; beat: whether the node is listed; list: {description, joined, seen} each; lead: whether the
--         node leads now; leader: {node, number, since, until} or false; resign: true
-- cost    one read and one write; list reads every node

local SILENT = 15000000
local WHAT, NODE = BODY[1], BODY[2]
local nodes, leaderKey = P .. 'nodes', P .. 'leader'

local function nodeOf(id)
  local stored = call('HGET', nodes, id)
  return stored and cmsgpack.unpack(stored) or nil
end

local function leader()
  local stored = call('GET', leaderKey)
  local term = stored and cmsgpack.unpack(stored) or nil
  if term and term[5] > steady then return term end
end

local operations = {}

function operations.join()
  local known = nodeOf(NODE)
  hput(nodes, NODE, pack({ BODY[3], known and known[2] or now, now, steady }))
  return true
end

function operations.beat()
  local known = nodeOf(NODE)
  if not known then return false end
  hput(nodes, NODE, pack({ known[1], known[2], now, steady }))
  return true
end

function operations.leave()
  hput(nodes, NODE, false)
  return true
end

function operations.list()
  local all, items = call('HGETALL', nodes), {}
  for i = 1, #all, 2 do
    local known = cmsgpack.unpack(all[i + 1])
    if steady - known[4] > SILENT then hput(nodes, all[i], false)
    else items[#items + 1] = { known[1], known[2], known[3] } end
  end
  return items
end

function operations.lead()
  local term = leader()
  if term and term[1] ~= NODE then return false end
  local number = term and term[2] or call('HINCRBY', META, 'term', 1)
  call('SET', leaderKey, pack({ NODE, number, term and term[3] or now, now + BODY[3], steady + BODY[3] }))
  return true
end

function operations.leader()
  local term = leader()
  return term and { term[1], term[2], term[3], term[4] } or false
end

function operations.resign()
  local term = leader()
  if term and term[1] == NODE then call('DEL', leaderKey) end
  return true
end

return finish(operations[WHAT]())
