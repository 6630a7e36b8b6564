#!/usr/bin/env bash
# The peer of `cargo bench --bench lookup`: the same patients and lines in PostgreSQL, with pg_trgm and text_pattern_ops.
#
#   cargo bench --bench lookup -- --csv /tmp/people.csv      writes the patients and, beside them, people.lines
#   benches/lookup_postgres.sh /tmp/people.csv [LINES_PER_KIND]
#
# Makes a server of its own in a temporary folder, asks every beginning of every line inside the server (no client, no
# network), and prints percentiles by kind of line. Run as root it works as the user `postgres`.
set -euo pipefail
csv=$(realpath "$1"); lines=${csv%.*}.lines; per_kind=${2:-20}
[ -f "$lines" ] || lines=$csv.lines
bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -1 || command -v initdb)")
home=$(mktemp -d /tmp/lookup-pg.XXXXXX)
chmod 755 "$home"; cp "$csv" "$home/people.csv"; cp "$lines" "$home/people.lines"
as=""; if [ "$(id -u)" = 0 ]; then chown -R postgres "$home"; as="setpriv --reuid=postgres --regid=postgres --clear-groups"; fi
cd "$home"
trap '$as "$bin/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$home"' EXIT
$as "$bin/initdb" -D "$home/data" -A trust -E UTF8 --locale=C >/dev/null
$as "$bin/pg_ctl" -w -D "$home/data" -l "$home/log" \
  -o "-c listen_addresses= -c unix_socket_directories=$home -c shared_buffers=1GB -c jit=off" start >/dev/null
sql() { $as "$bin/psql" -h "$home" -d postgres -v ON_ERROR_STOP=1 -q -X "$@"; }
sql <<SQL
CREATE EXTENSION pg_trgm;
CREATE TABLE p (id bigint PRIMARY KEY, mrn text, family text, given text, middle text, suffix text, born text, sex text,
                ssn4 text, phone text, city text, zip text);
\\copy p FROM '$home/people.csv' WITH (FORMAT csv)
UPDATE p SET family = lower(family), given = lower(given), phone = regexp_replace(phone, '[^0-9]', '', 'g');
CREATE INDEX ON p (family text_pattern_ops, given text_pattern_ops);
CREATE INDEX ON p (given text_pattern_ops, family text_pattern_ops);
CREATE INDEX ON p (mrn text_pattern_ops); CREATE INDEX ON p (born text_pattern_ops);
CREATE INDEX ON p (ssn4 text_pattern_ops); CREATE INDEX ON p (phone text_pattern_ops);
CREATE INDEX ON p USING gin (family gin_trgm_ops); CREATE INDEX ON p USING gin (given gin_trgm_ops);
VACUUM ANALYZE p;
CREATE TABLE line (n serial, kind text, line text);
\\copy line (kind, line) FROM '$home/people.lines'
DELETE FROM line l USING (SELECT n, row_number() OVER (PARTITION BY kind ORDER BY n) AS at FROM line) r
  WHERE r.n = l.n AND r.at > $per_kind;
CREATE TABLE took (kind text, ms float8);
SQL
sql <<'SQL'
DO $$
DECLARE l record; typed text; w text[]; a text; b text; d text; began timestamptz; found int;
BEGIN
  FOR l IN SELECT kind, lower(line) AS line FROM line ORDER BY n LOOP
    FOR len IN 1..length(l.line) LOOP
      typed := substr(l.line, 1, len);
      w := regexp_split_to_array(trim(replace(typed, ',', ' ')), '\s+');
      a := coalesce(w[1], ''); b := coalesce(w[2], ''); d := regexp_replace(typed, '[^0-9]', '', 'g');
      began := clock_timestamp();
      IF a ~ '^[0-9(+]' OR l.kind IN ('record number', 'phone', 'last four') THEN
        PERFORM 1 FROM (
          (SELECT id FROM p WHERE mrn LIKE typed || '%' LIMIT 50) UNION ALL
          (SELECT id FROM p WHERE ssn4 LIKE d || '%' AND d <> '' LIMIT 50) UNION ALL
          (SELECT id FROM p WHERE phone LIKE d || '%' AND d <> '' LIMIT 50) UNION ALL
          (SELECT id FROM p WHERE born LIKE typed || '%' LIMIT 50)) x LIMIT 50;
      ELSE
        PERFORM 1 FROM (
          (SELECT id FROM p WHERE family LIKE a || '%' AND given LIKE b || '%' LIMIT 50) UNION ALL
          (SELECT id FROM p WHERE given LIKE a || '%' AND family LIKE b || '%' LIMIT 50)) x LIMIT 50;
        GET DIAGNOSTICS found = ROW_COUNT;
        IF found < 8 AND length(a) >= 3 THEN
          PERFORM id FROM p WHERE family % a AND (b = '' OR given % b)
            ORDER BY similarity(family, a) + similarity(given, b) DESC LIMIT 50;
        END IF;
      END IF;
      INSERT INTO took VALUES (l.kind, extract(epoch FROM clock_timestamp() - began) * 1000);
    END LOOP;
  END LOOP;
END $$;
SELECT kind, count(*) AS keys,
       round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::numeric, 3) AS p50_ms,
       round(percentile_cont(0.99) WITHIN GROUP (ORDER BY ms)::numeric, 3) AS p99_ms, round(max(ms)::numeric, 2) AS max_ms
FROM took GROUP BY ROLLUP (kind) ORDER BY kind;
SELECT pg_size_pretty(pg_total_relation_size('p')) AS size, version();
SQL
