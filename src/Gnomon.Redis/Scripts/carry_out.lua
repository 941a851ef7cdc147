-- Stores the drafts that a call over several stripes has for this one. It happens once, whoever asks again.
--
-- `{ns}:did:<id of the intent>`  what was answered, for a day
--
-- BODY    1 id of the intent, 2 drafts (see enqueue.lua), 3 whether this is the last stripe, which forgets the intent
-- answer  {outcome, id} for each draft
-- cost    that of enqueue_jobs, one read and one write

local DID, DAY = P .. 'did:' .. BODY[1], 86400
if BODY[3] then hput(P .. 'intents', BODY[1], false) end
local before = call('GET', DID)
if before then return finish(cmsgpack.unpack(before)) end
local results = {}
for i = 1, #BODY[2] do results[i] = accept(BODY[2][i]) end
call('SET', DID, pack(results), 'EX', DAY)
return finish(results)
