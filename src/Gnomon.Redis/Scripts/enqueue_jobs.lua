-- Stores new jobs.
--
-- BODY    calls, each an array of drafts (see enqueue.lua) that is stored wholly or not at all
-- answer  for each call: true when every draft was stored; else an array of {outcome, id} for each draft
-- cost    3 commands and 2 members of sorted sets for a job without extras, of which the hashes and sets are written
--         together

local answers = {}
for c = 1, #BODY do
  local drafts = BODY[c]
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
return finish(answers)
