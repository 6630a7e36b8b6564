UPDATE coding_account SET state = :state, owner_id = NULL, final_at = ifnull(:at, nullif(discharge_at, '')),
  billed_at = CASE WHEN :billed THEN ifnull(:at, nullif(discharge_at, '')) END,
  version = version + 1, updated_at = :now, updated_by = :by
WHERE account_id = :account
