UPDATE cdi_query_impact SET (drg_after, weight_after, by, at) =
  (SELECT d.drg, d.weight, :by, :now FROM coding_account a JOIN coding_drg d ON d.account_id = a.account_id AND d.stage = 'working'
   WHERE a.encounter_id = :encounter)
WHERE query_id = :id
  AND EXISTS (SELECT 1 FROM coding_account a JOIN coding_drg d ON d.account_id = a.account_id AND d.stage = 'working'
              WHERE a.encounter_id = :encounter)
