-- Says over how many stripes the namespace is spread. The first program that opens it decides; what was stored before there
-- were stripes is one.
--
-- `{ns}:m` field stripes
--
-- BODY    how many the program that asks means
-- answer  how many there are
-- cost    one read

local known = tonumber(call('HGET', META, 'stripes') or nil)
if not known then
  known = call('EXISTS', META) == 1 and 1 or BODY
  call('HSET', META, 'stripes', known)
end
return pack(known)
