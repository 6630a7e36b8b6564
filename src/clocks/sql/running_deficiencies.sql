SELECT d.deficiency_id, d.start_at, d.due_at, ifnull(p.family || ', ' || p.given, ''), ifnull(p.mrn, ''), d.name
FROM deficiency d INDEXED BY deficiency_running JOIN patient p ON p.patient_id = d.patient_id
WHERE d.due_rule = :rule AND d.due_rule IS NOT NULL AND d.state IN ('open', 'disputed')
