UPDATE deficiency SET state = :state, ended_at = :now, ended_by = :by, ended_how = :how, version = version + 1
WHERE deficiency_id = :id
