UPDATE coding_account SET version = version + 1, updated_at = :now, updated_by = :by WHERE account_id = :account
