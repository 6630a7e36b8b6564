SELECT e.verb, e.state, e.words, e.at, e.by FROM release_event e WHERE e.request_id = :id ORDER BY e.event_id
