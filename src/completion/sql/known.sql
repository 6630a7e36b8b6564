SELECT deficiency_id, rule, lack, doc_type, document_id, state, ended_how, reassigned, start_at, due_at, due_rule, level,
       assigned_at, responsible_id
FROM deficiency WHERE encounter_id = ?1 ORDER BY deficiency_id
