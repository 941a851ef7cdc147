-- The number that the next job gets.
--
-- BODY    nothing
-- answer  it
-- cost    nothing beside the beginning

return pack(nextSeq)
