INSERT INTO held_edit (held_edit_id, patient_id, proposed, traits, base_version, by, at)
VALUES (:held, :patient, :proposed, :traits, :version, :by, :now)
ON CONFLICT (held_edit_id) DO UPDATE
SET proposed = excluded.proposed, traits = excluded.traits, base_version = excluded.base_version, at = excluded.at,
    version = version + 1
