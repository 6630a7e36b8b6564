SELECT at, login, 'step', deed, to_state, reason FROM coding_step WHERE account_id = ?1
UNION ALL
SELECT j.at, ifnull(u.login, ''), CASE j.undone WHEN 1 THEN 'undone' ELSE 'sheet' END, j.what, '', ''
FROM coding_journal j LEFT JOIN user_account u ON u.user_id = j.user_id WHERE j.account_id = ?1
ORDER BY 1
