SELECT m.team_id, u.user_id, u.login, u.full_name
  FROM team_member m JOIN user_account u ON u.user_id = m.user_id ORDER BY u.full_name
