SELECT s.deed FROM coding_step s
WHERE s.deed IN ('reopen', 'send-back') AND s.at >= :from AND s.at < :to
  AND :user = (SELECT b.user_id FROM coding_step b
    WHERE b.account_id = s.account_id AND b.step_id < s.step_id AND b.deed IN ('finalize', 'code', 'review')
    ORDER BY b.step_id DESC LIMIT 1)
