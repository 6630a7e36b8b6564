UPDATE suspension SET state = 'lifted', lifted_at = :now, lifted_by = :by, reason = :reason, version = version + 1
WHERE suspension_id = :id
