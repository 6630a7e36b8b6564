INSERT INTO letter (kind, template_version, letter_batch_id, practitioner_id, patient_id, recipient, subject, object_kind,
                    object_id, way, pages, fault, at, by)
VALUES (:kind, :template, :batch, :provider, :patient, :recipient, :subject, :object_kind,
        :object_id, :way, :pages, :fault, :now, :by)
