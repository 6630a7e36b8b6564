SELECT user_id FROM coding_step WHERE account_id = ?1 AND deed IN ('code', 'review', 'finalize') ORDER BY step_id DESC LIMIT 1
