-- Stores new jobs.
--
-- BODY    1 calls, each an array of drafts (see enqueue.lua) that is stored wholly or not at all; 2 runs of plain drafts (see
--         plain.lua), which nothing refuses
-- answer  1 for each call: true when every draft was stored; else an array of {outcome, id} for each draft; 2 true when
--         every plain draft was stored; else for each whether its id was there
-- cost    for a plain job 1 command, 2 fields of a hash and 1 member of a sorted set, which are written together; for others
--         3 commands

local answers = {}
for c = 1, #BODY[1] do
  local drafts = BODY[1][c]
  local answer = refusal(drafts)
  if not answer then
    answer = true
    local results = {}
    for i = 1, #drafts do
      results[i] = accept(drafts[i])
      if results[i][1] ~= CREATED then answer = results end
    end
  end
  answers[c] = answer
end

local runs, known, at, areNew = BODY[2], {}, 1, true
for i = 1, #runs do
  areNew = part('plain').enqueue(runs[i], known, at) and areNew
  at = at + (#runs[i] - 5) / 2
end
for i = 1, areNew and 0 or at - 1 do known[i] = known[i] or false end
return finish({ answers, areNew or known })
