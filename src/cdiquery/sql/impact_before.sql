INSERT INTO cdi_query_impact (query_id, drg_before, weight_before, by, at)
SELECT :id, d.drg, d.weight, :by, :now
FROM coding_account a JOIN coding_drg d ON d.account_id = a.account_id AND d.stage = 'working'
WHERE a.encounter_id = :encounter
ON CONFLICT (query_id) DO NOTHING
