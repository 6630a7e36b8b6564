INSERT INTO deficiency_event (deficiency_id, what, before, after, reason, by, at)
VALUES (:id, :what, :before, :after, :reason, :by, :now)
