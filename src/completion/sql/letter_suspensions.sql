SELECT s.suspension_id, s.practitioner_id, s.state, s.effective_on, ifnull(u.full_name, s.approver), s.reason, s.lifted_at,
       (SELECT max(l.at) FROM letter l INDEXED BY letter_about
        WHERE l.object_kind = 'suspension' AND l.object_id = s.suspension_id AND l.kind = 'suspension'),
       (SELECT max(l.at) FROM letter l INDEXED BY letter_about
        WHERE l.object_kind = 'suspension' AND l.object_id = s.suspension_id AND l.kind = 'suspension-lifted')
FROM suspension s LEFT JOIN user_account u ON u.login = s.approver
