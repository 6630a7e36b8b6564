SELECT journal_id, user_id, what, before FROM coding_journal
WHERE account_id = ?1 AND undone = 0 ORDER BY journal_id DESC LIMIT 1
