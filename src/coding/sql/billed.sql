UPDATE coding_account SET billed_at = ?2 WHERE account_id = ?1
