SELECT a.option_no, a.words, a.comment, a.outcome, a.way, ifnull(trim(p.family || ', ' || p.given || ' ' || p.credential, ', '), ''),
       a.signed_as, a.answered_at, a.recorded_by, a.recorded_at
FROM cdi_query_answer a LEFT JOIN practitioner p ON p.practitioner_id = a.provider_id
WHERE a.query_id = ?1 ORDER BY a.answer_id DESC
