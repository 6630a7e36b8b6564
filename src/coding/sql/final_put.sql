UPDATE coding_account SET final_by = :user, final_at = :now, final_sha256 = :hash WHERE account_id = :account
