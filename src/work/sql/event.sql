INSERT INTO work_event (item_id, verb, from_state, to_state, by_user, at, reason, version)
VALUES (:item, :verb, :from, :to, :by, :at, :reason, :version)
