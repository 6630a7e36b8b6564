SELECT reason, note, waits_on, waits_for, wake_on, by, at, ended_at, ended_how
FROM coding_pend WHERE account_id = ?1 ORDER BY pend_id DESC
