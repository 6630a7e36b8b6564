INSERT INTO cdi_query (encounter_id, patient_id, provider_id, finding, template, kind, timing, way, title, service, state, author_id,
                       author, created_at, updated_at, updated_by)
VALUES (:encounter, :patient, :provider, :finding, :template, :kind, :timing, :way, :title, :service, 'draft', :author_id,
        :by, :now, :now, :by)
