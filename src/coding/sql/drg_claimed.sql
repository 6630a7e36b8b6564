INSERT OR REPLACE INTO coding_drg (account_id, stage, drg, grouper, by, at)
SELECT :account, 'final', drg, 'claim', :by, :now FROM claim
WHERE encounter_id = :encounter AND drg <> '' ORDER BY claim_id DESC LIMIT 1
