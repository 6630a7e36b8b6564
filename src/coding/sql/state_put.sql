UPDATE coding_account SET state = :state, owner_id = :owner, reopened = reopened + :reopened,
  version = version + 1, updated_at = :now, updated_by = :by
WHERE account_id = :account
