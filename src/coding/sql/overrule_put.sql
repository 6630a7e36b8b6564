INSERT OR REPLACE INTO coding_overrule (account_id, finding, reason, by, at) VALUES (:account, :finding, :reason, :by, :at)
