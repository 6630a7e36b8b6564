SELECT u.practitioner_id, trim(p.given || ' ' || p.family || ', ' || p.credential, ', ')
FROM user_account u JOIN practitioner p ON p.practitioner_id = u.practitioner_id WHERE u.user_id = ?1
