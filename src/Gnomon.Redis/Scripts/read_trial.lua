-- Says what would become of drafts, as far as that is known before they are stored. For calls that span stripes.
--
-- BODY    drafts (see enqueue.lua)
-- answer  {outcome, id} for each: those that would be stored are withheld
-- cost    one read for each draft, and a few more for each with a key

return pack(refusal(BODY, true))
