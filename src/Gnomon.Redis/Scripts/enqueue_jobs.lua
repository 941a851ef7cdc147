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
