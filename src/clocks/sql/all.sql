SELECT clock_rule_id, rule_id, version, name, starts, value, unit, extension_days, pause_days, citation, scope, valid_from,
       valid_to, note, set_by, set_at
FROM clock_rule ORDER BY rule_id, version
