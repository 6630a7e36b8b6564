SELECT s.deed, a.class,
  EXISTS (SELECT 1 FROM coding_px p WHERE p.account_id = s.account_id),
  EXISTS (SELECT 1 FROM coding_step b WHERE b.account_id = s.account_id AND b.step_id < s.step_id AND b.deed = 'finalize')
FROM coding_step s JOIN coding_account a ON a.account_id = s.account_id
WHERE s.user_id = :user AND s.at >= :from AND s.at < :to AND s.deed IN ('finalize', 'pend')
