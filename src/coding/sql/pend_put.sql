INSERT INTO coding_pend (account_id, reason, note, waits_on, waits_for, wake_on, by, at)
VALUES (:account, :reason, :note, :waits_on, :waits_for, :wake_on, :by, :at)
