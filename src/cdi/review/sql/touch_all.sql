INSERT INTO cdi_touched (encounter_id)
SELECT e.encounter_id FROM encounter e WHERE e.encounter_id > 0 AND e.state IN ('open', 'discharged')
ON CONFLICT (encounter_id) DO UPDATE SET not_before = ''
