INSERT INTO cdi_query_answer (query_id, option_no, words, comment, outcome, way, provider_id, signed_as, answered_at, recorded_by,
                              recorded_at)
VALUES (:id, :option, :words, :comment, :outcome, :way, :provider, :signed, :answered, :by, :now)
