SELECT u.user_id, u.login, u.full_name, r.role
  FROM user_account u JOIN user_role r ON r.user_id = u.user_id
 WHERE u.state = 'active' ORDER BY u.full_name, u.user_id
