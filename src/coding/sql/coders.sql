SELECT u.user_id, u.login, u.full_name,
  (SELECT count(*) FROM coding_account a WHERE a.owner_id = u.user_id AND a.phase IN ('work', 'hold'))
FROM user_account u
WHERE u.state = 'active'
  AND EXISTS (SELECT 1 FROM user_role r WHERE r.user_id = u.user_id AND r.role IN (?1, ?2))
ORDER BY u.login
