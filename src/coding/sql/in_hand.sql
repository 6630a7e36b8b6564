SELECT subject_id FROM work_item INDEXED BY work_claim
WHERE claim_user = :me AND queue = :queue AND claim_until > :now AND wake_at IS NULL AND kind IN ('ready', 'active')
ORDER BY claim_at, item_id LIMIT 1
