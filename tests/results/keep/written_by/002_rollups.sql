BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'kaklet','001_facts','2026-11-22 02:17:37.063457+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'kaklet','002_rollups','2026-11-22 02:17:37.064909+00:00');
CREATE TABLE answers (
        id INTEGER PRIMARY KEY,
        address INTEGER REFERENCES texts (id),
        url INTEGER REFERENCES texts (id),
        clock INTEGER REFERENCES texts (id),
        failure INTEGER REFERENCES failures (id),
        counts TEXT NOT NULL,
        beside INTEGER NOT NULL
    ) STRICT
    ;
INSERT INTO "answers" VALUES(1,1,NULL,NULL,NULL,'{"redirects":0.0,"retransmits":0.0,"status":200.0}',4);
INSERT INTO "answers" VALUES(2,1,2,3,NULL,'{"hop_status":200,"retransmits":0.0,"status":200.0}',0);
INSERT INTO "answers" VALUES(3,1,NULL,NULL,NULL,'{"redirects":1.0,"retransmits":0.0,"status":200.0}',4);
INSERT INTO "answers" VALUES(4,1,4,3,NULL,'{"hop_status":301,"status":301.0}',0);
INSERT INTO "answers" VALUES(5,1,NULL,NULL,1,'{}',1);
INSERT INTO "answers" VALUES(6,1,NULL,NULL,2,'{}',1);
INSERT INTO "answers" VALUES(7,1,NULL,NULL,NULL,'{}',0);
INSERT INTO "answers" VALUES(8,1,NULL,NULL,NULL,'{}',3);
INSERT INTO "answers" VALUES(9,1,NULL,NULL,NULL,'{"answers":2.0,"ttl_seconds":299.0}',3);
INSERT INTO "answers" VALUES(10,1,NULL,NULL,NULL,'{"received":4.0,"sent":5.0}',3);
INSERT INTO "answers" VALUES(11,NULL,NULL,NULL,NULL,'{}',3);
CREATE TABLE cases (
        id TEXT PRIMARY KEY,
        agent TEXT NOT NULL,
        provider TEXT NOT NULL,
        target TEXT NOT NULL,
        task TEXT NOT NULL,
        channel TEXT NOT NULL,
        slot_ms INTEGER NOT NULL,
        opened_ms INTEGER NOT NULL,
        question TEXT NOT NULL,
        persona TEXT NOT NULL,
        address TEXT NOT NULL,
        message_id TEXT,
        subject TEXT NOT NULL,
        evidence TEXT NOT NULL
    ) STRICT
    ;
CREATE TABLE confirmations (
        id INTEGER NOT NULL,
        context INTEGER NOT NULL,
        started_after_ms INTEGER,
        duration_over_us INTEGER,
        answer INTEGER NOT NULL,
        loop_lag_us INTEGER,
        resolve_us INTEGER,
        connect_us INTEGER,
        tls_us INTEGER,
        ttfb_us INTEGER,
        transfer_us INTEGER,
        total_over_us INTEGER,
        rtt_over_us INTEGER,
        server_over_us INTEGER,
        body_bytes INTEGER,
        wire_over_bytes INTEGER,
        attempt INTEGER NOT NULL,
        PRIMARY KEY (id, attempt)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "confirmations" VALUES(466042151239680001,1,1234,250000,6,321,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
CREATE TABLE contexts (
        id INTEGER PRIMARY KEY,
        session TEXT REFERENCES sessions (id),
        clock_synchronised INTEGER
    ) STRICT
    ;
INSERT INTO "contexts" VALUES(1,'s1',1);
INSERT INTO "contexts" VALUES(2,NULL,NULL);
CREATE TABLE details (
        sample INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        detail TEXT NOT NULL,
        PRIMARY KEY (sample, attempt)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "details" VALUES(466042119782400003,0,'TLSv1.3');
INSERT INTO "details" VALUES(466042119782400004,0,'NOERROR');
INSERT INTO "details" VALUES(466042119782400005,0,'1 of 5 packets lost');
INSERT INTO "details" VALUES(466042119782400006,0,'250 ok');
INSERT INTO "details" VALUES(466042135511040004,0,'NOERROR');
INSERT INTO "details" VALUES(466042151239680001,0,'nothing within 10 s');
INSERT INTO "details" VALUES(466042151239680001,1,'Connection refused');
CREATE TABLE failures (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO "failures" VALUES(1,'timeout');
INSERT INTO "failures" VALUES(2,'connection_refused');
CREATE TABLE figures (
        sample INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        figures TEXT NOT NULL,
        PRIMARY KEY (sample, attempt)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "figures" VALUES(466042119782400003,0,'{"days_left":61.123456789}');
INSERT INTO "figures" VALUES(466042119782400004,0,'{"query_seconds":0.0123456789}');
INSERT INTO "figures" VALUES(466042119782400005,0,'{"rtt_max_seconds":0.0456,"rtt_median_seconds":0.0123,"rtt_min_seconds":0.0101}');
INSERT INTO "figures" VALUES(466042119782400006,0,'{"accepted_seconds":0.5}');
INSERT INTO "figures" VALUES(466042135511040004,0,'{"query_seconds":0.02}');
CREATE TABLE handovers (
        "case" TEXT PRIMARY KEY REFERENCES cases (id),
        at_ms INTEGER NOT NULL,
        failure TEXT,
        detail TEXT NOT NULL,
        evidence TEXT
    ) STRICT
    ;
CREATE TABLE hops (
        sample INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        number INTEGER NOT NULL,
        answer INTEGER NOT NULL REFERENCES answers (id),
        resolve_us INTEGER,
        connect_us INTEGER,
        tls_us INTEGER,
        ttfb_us INTEGER,
        transfer_us INTEGER,
        total_over_us INTEGER,
        rtt_over_us INTEGER,
        server_over_us INTEGER,
        body_bytes INTEGER,
        wire_over_bytes INTEGER,
        figures TEXT,
        PRIMARY KEY (sample, attempt, number)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "hops" VALUES(466042119782400001,0,0,2,200,18000,24000,120000,30000,NULL,-500,0,24000,4000,NULL);
INSERT INTO "hops" VALUES(466042135511040001,0,0,4,NULL,18100,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"days_left":1.25}');
INSERT INTO "hops" VALUES(466042135511040001,0,1,2,200,18000,24000,120000,30000,NULL,-500,0,24000,4000,NULL);
CREATE TABLE messages (
        id TEXT PRIMARY KEY,
        "case" TEXT REFERENCES cases (id),
        matched_by TEXT,
        received_ms INTEGER NOT NULL,
        folder TEXT NOT NULL,
        evidence TEXT NOT NULL
    ) STRICT
    ;
CREATE TABLE open_hours (hour_ms INTEGER PRIMARY KEY) STRICT;
INSERT INTO "open_hours" VALUES(1777809600000);
CREATE TABLE rollups_daily (
        id INTEGER PRIMARY KEY,
        up INTEGER NOT NULL,
        failures TEXT NOT NULL,
        latency BLOB NOT NULL
) STRICT;
CREATE TABLE rollups_hourly (
        id INTEGER PRIMARY KEY,
        up INTEGER NOT NULL,
        failures TEXT NOT NULL,
        latency BLOB NOT NULL
) STRICT;
CREATE TABLE samples (id INTEGER PRIMARY KEY, 
        context INTEGER NOT NULL,
        started_after_ms INTEGER,
        duration_over_us INTEGER,
        answer INTEGER NOT NULL,
        loop_lag_us INTEGER,
        resolve_us INTEGER,
        connect_us INTEGER,
        tls_us INTEGER,
        ttfb_us INTEGER,
        transfer_us INTEGER,
        total_over_us INTEGER,
        rtt_over_us INTEGER,
        server_over_us INTEGER,
        body_bytes INTEGER,
        wire_over_bytes INTEGER
) STRICT;
INSERT INTO "samples" VALUES(466042119782400001,1,1234,57800,1,321,200,18000,24000,120000,30000,0,-500,0,24000,4000);
INSERT INTO "samples" VALUES(466042119782400002,1,1234,231800,7,321,300,17900,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "samples" VALUES(466042119782400003,1,1234,201700,8,321,300,17900,30100,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "samples" VALUES(466042119782400004,1,1234,250000,9,321,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "samples" VALUES(466042119782400005,1,1234,250000,10,321,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "samples" VALUES(466042119782400006,2,NULL,NULL,11,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "samples" VALUES(466042135511040001,1,1234,-42200,3,321,200,18000,24000,120000,30000,100000,-500,0,24000,4000);
INSERT INTO "samples" VALUES(466042135511040004,1,1234,-250000,8,321,NULL,NULL,NULL,500000,NULL,NULL,NULL,NULL,7,NULL);
INSERT INTO "samples" VALUES(466042151239680001,1,1234,232000,5,321,NULL,18000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE series (
        id INTEGER PRIMARY KEY,
        agent TEXT NOT NULL,
        provider TEXT NOT NULL,
        target TEXT NOT NULL,
        task TEXT NOT NULL,
        kind TEXT NOT NULL,
        UNIQUE (agent, provider, target, task, kind)
    ) STRICT
    ;
INSERT INTO "series" VALUES(1,'se-1','bjorkhost','site','ask-http','http');
INSERT INTO "series" VALUES(2,'se-1','bjorkhost','site','ask-tcp','tcp');
INSERT INTO "series" VALUES(3,'se-1','bjorkhost','site','ask-tls','tls');
INSERT INTO "series" VALUES(4,'se-1','bjorkhost','site','ask-dns','dns');
INSERT INTO "series" VALUES(5,'se-1','bjorkhost','site','ask-icmp','icmp');
INSERT INTO "series" VALUES(6,'se-1','bjorkhost','site','ask-support_email','support_email');
CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        agent TEXT NOT NULL,
        started_ms INTEGER NOT NULL,
        software TEXT NOT NULL,
        config_sha256 TEXT NOT NULL,
        boot_id TEXT NOT NULL,
        method TEXT NOT NULL DEFAULT '',
        heartbeat_ms INTEGER NOT NULL,
        running TEXT NOT NULL DEFAULT '[]',
        mailbox_read_ms INTEGER,
        ended INTEGER NOT NULL DEFAULT 0
    ) STRICT
    ;
INSERT INTO "sessions" VALUES('s1','se-1',1777809600000,'0.1.0','abababababababababababababababababababababababababababababababab','b','',1777809600000,'[]',NULL,0);
CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO "texts" VALUES(1,'192.0.2.7');
INSERT INTO "texts" VALUES(2,'https://bjork.example/');
INSERT INTO "texts" VALUES(3,'kernel');
INSERT INTO "texts" VALUES(4,'http://bjork.example/');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX answers_by_contents ON answers (counts, address, url, clock, failure, beside);
CREATE INDEX cases_by_address ON cases (address);
CREATE INDEX cases_by_message_id ON cases (message_id);
CREATE INDEX messages_by_case ON messages ("case");
CREATE VIEW observations_told AS
    SELECT agent, provider, target, task, kind, attempt,
           strftime('%Y-%m-%dT%H:%M:%fZ', (one.id >> 18) / 1000.0, 'unixepoch') AS slot,
           strftime('%Y-%m-%dT%H:%M:%fZ', ((one.id >> 18) + started_after_ms) / 1000.0, 'unixepoch')
               AS started_at,
           (duration_over_us + coalesce(total_over_us, 0) + coalesce(resolve_us, 0) + coalesce(connect_us, 0) + coalesce(tls_us, 0) + coalesce(ttfb_us, 0) + coalesce(transfer_us, 0)) / 1e6 AS duration_seconds,
           failures.name AS failure,
           coalesce((SELECT detail FROM details WHERE sample = one.id AND details.attempt = one.attempt), '') AS detail,
           texts.text AS address,
           json_patch(
               json_patch(json_patch('{}', json_object('resolve_seconds', resolve_us / 1e6, 'connect_seconds', connect_us / 1e6, 'tls_seconds', tls_us / 1e6, 'ttfb_seconds', ttfb_us / 1e6, 'transfer_seconds', transfer_us / 1e6, 'total_seconds', (total_over_us + coalesce(resolve_us, 0) + coalesce(connect_us, 0) + coalesce(tls_us, 0) + coalesce(ttfb_us, 0) + coalesce(transfer_us, 0)) / 1e6, 'rtt_seconds', (rtt_over_us + coalesce(connect_us, 0)) / 1e6, 'server_seconds', (server_over_us + coalesce(ttfb_us, 0) - coalesce((rtt_over_us + coalesce(connect_us, 0)), 0)) / 1e6, 'body_bytes', body_bytes, 'wire_bytes', wire_over_bytes + coalesce(body_bytes, 0))), counts),
               coalesce(
                   (SELECT figures FROM figures WHERE sample = one.id AND figures.attempt = one.attempt), '{}'
               )
           ) AS metrics,
           loop_lag_us / 1e6 AS loop_lag_seconds, clock_synchronised, session
    FROM (
        SELECT id, context, started_after_ms, duration_over_us, answer, loop_lag_us, resolve_us, connect_us, tls_us, ttfb_us, transfer_us, total_over_us, rtt_over_us, server_over_us, body_bytes, wire_over_bytes, 0 AS attempt FROM samples UNION ALL SELECT id, context, started_after_ms, duration_over_us, answer, loop_lag_us, resolve_us, connect_us, tls_us, ttfb_us, transfer_us, total_over_us, rtt_over_us, server_over_us, body_bytes, wire_over_bytes, attempt FROM confirmations
    ) AS one
    JOIN series ON series.id = one.id & 262143
    JOIN contexts ON contexts.id = one.context
    JOIN answers ON answers.id = one.answer
    LEFT JOIN failures ON failures.id = answers.failure
    LEFT JOIN texts ON texts.id = answers.address;
COMMIT;
