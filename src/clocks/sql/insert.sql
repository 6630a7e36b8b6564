INSERT INTO clock_rule (rule_id, version, name, starts, value, unit, extension_days, pause_days, citation, scope, valid_from,
                        valid_to, note, set_by, set_at)
VALUES (:rule, :version, :name, :starts, :value, :unit, :extension, :pause, :citation, :scope, :from, :to, :note, :by, :now)
