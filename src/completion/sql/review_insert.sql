INSERT INTO chart_review (encounter_id, verdict, answers, note, by, at)
VALUES (:encounter, :verdict, :answers, :note, :by, :now)
