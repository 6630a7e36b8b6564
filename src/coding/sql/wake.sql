SELECT account_id FROM coding_pend WHERE ended_at IS NULL AND wake_on IS NOT NULL AND wake_on <= ?1
