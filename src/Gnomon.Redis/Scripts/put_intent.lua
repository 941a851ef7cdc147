-- Keeps what a call over several stripes is about to do, until all of them have done it.
--
-- `{ns}:intents`  a field for each call: MessagePack {when on the steady clock, when, content}
--
-- BODY    1 id, 2 content, which scripts need not know
-- answer  the clock: delays of its drafts count from there
-- cost    one write

hput(P .. 'intents', BODY[1], pack({ steady, now, BODY[2] }))
return finish(now)
