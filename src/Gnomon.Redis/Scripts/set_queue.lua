-- Sets a queue's settings.
--
-- BODY    1 queue, 2 paused (nil: as it is), 3 limits (nil: as they are; false: none)
-- answer  true

local queue = queueOf(BODY[1])
if BODY[2] ~= nil then queue.paused = BODY[2] end
if BODY[3] ~= nil then part('limits').set(queue, BODY[3]) end
part('limits').save(queue)
return finish(true)
