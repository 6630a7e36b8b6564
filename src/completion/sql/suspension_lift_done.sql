UPDATE suspension SET state = 'lifted', lifted_at = :now, lifted_by = :by, reason = :reason, version = version + 1
WHERE state <> 'lifted' AND NOT EXISTS (
  SELECT 1 FROM deficiency d INDEXED BY deficiency_suspends
  WHERE d.responsible_id = suspension.practitioner_id AND d.suspends = 1 AND d.state IN ('open', 'disputed'))
