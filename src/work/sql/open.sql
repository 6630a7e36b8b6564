INSERT INTO work_item (queue, subject_kind, subject_id, patient_id, encounter_id, title, category, state, kind, priority,
                       due_at, due_rule, amount, owner_user, owner_team, created_at)
VALUES (:queue, :subject_kind, :subject_id, :patient, :encounter, :title, :category, :state, :kind, :priority,
        :due, :due_rule, :amount, :owner, :team, :now)
ON CONFLICT (queue, subject_kind, subject_id) WHERE closed_at IS NULL DO NOTHING
RETURNING item_id
