SELECT s.suspension_id, s.practitioner_id, p.family || ', ' || p.given, p.service, s.state, s.proposed_at, s.n_records,
       (SELECT count(DISTINCT d.encounter_id) FROM deficiency d INDEXED BY deficiency_suspends
        WHERE d.responsible_id = s.practitioner_id AND d.suspends = 1 AND d.state IN ('open', 'disputed')),
       s.effective_on, s.approver, s.exemption, s.exempt_until, s.lifted_at, s.lifted_by, s.reason, s.version
FROM suspension s JOIN practitioner p ON p.practitioner_id = s.practitioner_id
WHERE s.state <> 'lifted' OR :all
ORDER BY s.state = 'lifted', p.family, p.given, s.suspension_id DESC
