-- Sets a queue's settings.
--
-- BODY    1 queue, 2 paused (nil: as it is), 3 limits (nil: as they are; false: none)
-- answer  true
-- cost    one read and one write; of other limits by key a slice comes into force at once (see limits.lua)

local queue = queueOf(BODY[1])
if BODY[2] ~= nil then queue.paused = BODY[2] end
if BODY[3] ~= nil then part('limits').set(queue, BODY[3]) end
part('limits').save(queue)
return finish(true)
