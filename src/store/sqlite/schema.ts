/** The version from which on what is deleted is overwritten. */
export const OVERWRITTEN_SINCE = 8;

/**
 * What brings a database from each version to the next; PRAGMA user_version counts the ones that are done. Never edit
 * one that was released: add another. Ids are TEXT, since a snowflake does not fit a JavaScript number.
 */
export const MIGRATIONS = [
  `
  -- One row for each conversation; record is JSON.
  CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    record TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- One row for each entry, at its position; entry is JSON.
  CREATE TABLE entries (
    conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    position TEXT NOT NULL,
    entry TEXT NOT NULL,
    PRIMARY KEY (conversation, position)
  ) STRICT;

  -- Where the entry of a message stands. A reply has several messages.
  CREATE TABLE messages (
    conversation TEXT NOT NULL,
    message TEXT NOT NULL,
    position TEXT NOT NULL,
    PRIMARY KEY (conversation, message),
    FOREIGN KEY (conversation, position) REFERENCES entries ON DELETE CASCADE ON UPDATE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX messages_of_entry ON messages (conversation, position);

  -- What a scope (a server, a channel, a thread) of a server chose; chosen is JSON.
  CREATE TABLE settings (
    guild TEXT NOT NULL,
    scope TEXT NOT NULL,
    version INTEGER NOT NULL,
    chosen TEXT NOT NULL,
    PRIMARY KEY (guild, scope)
  ) STRICT, WITHOUT ROWID;

  -- One row, written to see whether writing works.
  CREATE TABLE checks (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    time INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- When something was last said in a conversation; milliseconds since 1970.
  ALTER TABLE conversations ADD COLUMN active INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX conversations_by_activity ON conversations (active);

  -- Who may answer in a conversation, and until when (milliseconds since 1970). The row stays, so that fences grow.
  CREATE TABLE leases (
    conversation TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    fence INTEGER NOT NULL,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What a server's admins gave to look things up in; source is JSON.
  CREATE TABLE sources (
    guild TEXT NOT NULL,
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    vectors BLOB,
    PRIMARY KEY (guild, id)
  ) STRICT;

  -- The passages of each source; passage is JSON.
  CREATE TABLE passages (
    id INTEGER PRIMARY KEY,
    guild TEXT NOT NULL,
    source TEXT NOT NULL,
    number INTEGER NOT NULL,
    passage TEXT NOT NULL,
    UNIQUE (guild, source, number),
    FOREIGN KEY (guild, source) REFERENCES sources ON DELETE CASCADE
  ) STRICT;

  -- Which words each passage has, each behind its server and a low line; rowid is the passage's id. The texts themselves
  -- are not kept once more. words_found shows it word by word.
  CREATE VIRTUAL TABLE word_index USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_*'"
  );
  CREATE VIRTUAL TABLE words_found USING fts5vocab (word_index, instance);
  CREATE TRIGGER words_of_passage AFTER DELETE ON passages BEGIN
    DELETE FROM word_index WHERE rowid = old.id;
  END;
  `,
  `
  -- How many pictures a server had painted on a day (YYYY-MM-DD); in a DM it is the person's.
  CREATE TABLE pictures (
    owner TEXT NOT NULL,
    day TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (owner, day)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Copies of attachments; entry is its id, padded, so that the oldest are found. They move and go with their entry.
  CREATE TABLE copies (
    conversation TEXT NOT NULL,
    entry TEXT NOT NULL,
    attachment TEXT NOT NULL,
    position TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (conversation, entry, attachment),
    FOREIGN KEY (conversation, position) REFERENCES entries ON DELETE CASCADE ON UPDATE CASCADE
  ) STRICT;
  CREATE INDEX copies_of_entry ON copies (conversation, position);
  `,
  `
  -- What shall happen once in a while; name is a hash, until is milliseconds since 1970.
  CREATE TABLE marks (
    guild TEXT NOT NULL,
    name TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (guild, name)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX marks_by_end ON marks (until);
  `,
  `
  -- Who changed which settings; person is NULL where somebody wanted to be forgotten, before and after are JSON.
  CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    guild TEXT NOT NULL,
    scope TEXT NOT NULL,
    version INTEGER NOT NULL,
    person TEXT,
    time INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL
  ) STRICT;
  CREATE INDEX history_of_guild ON history (guild);
  CREATE INDEX history_of_person ON history (person);
  `,
  `
  -- In which conversations something is of whom, or names whom. What is there already: who wrote it, who began it, and
  -- mentions that were kept as <@id>.
  CREATE TABLE people (
    person TEXT NOT NULL,
    conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    PRIMARY KEY (person, conversation)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX people_of_conversation ON people (conversation);
  INSERT OR IGNORE INTO people
    SELECT DISTINCT entry ->> '$.author.id', conversation FROM entries WHERE entry ->> '$.reply' IS NULL;
  INSERT OR IGNORE INTO people
    SELECT record ->> '$.startedBy', id FROM conversations WHERE record ->> '$.startedBy' IS NOT NULL;
  WITH RECURSIVE mentions (conversation, rest) AS (
    SELECT conversation, substr(entry, instr(entry, '<@') + 2) FROM entries WHERE instr(entry, '<@') > 0
    UNION ALL
    SELECT conversation, substr(rest, instr(rest, '<@') + 2) FROM mentions WHERE instr(rest, '<@') > 0
  ), ids (conversation, id) AS (
    SELECT conversation, ltrim(substr(rest, 1, instr(rest, '>') - 1), '!') FROM mentions WHERE instr(rest, '>') > 1
  )
  INSERT OR IGNORE INTO people
    SELECT id, conversation FROM ids WHERE id <> '' AND id NOT GLOB '*[^0-9]*';

  -- Whose conversation it is, as its record tells.
  ALTER TABLE conversations ADD COLUMN guild TEXT AS (record ->> '$.guild');
  ALTER TABLE conversations ADD COLUMN parent TEXT AS (record ->> '$.parent');
  CREATE INDEX conversations_of_guild ON conversations (guild, active);
  CREATE INDEX conversations_of_parent ON conversations (parent);
  -- Of these it was not known when they were used.
  UPDATE conversations SET active = unixepoch() * 1000 WHERE active = 0;

  -- What people wish; name is a keyed hash, time is milliseconds since 1970.
  CREATE TABLE wishes (
    name TEXT PRIMARY KEY,
    time INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE secret (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    key TEXT NOT NULL
  ) STRICT;
  INSERT INTO secret (id, key) VALUES (1, hex(randomblob(32)));

  -- What is still to be forgotten, from when on; person and guild may be ''.
  CREATE TABLE pending (
    person TEXT NOT NULL,
    guild TEXT NOT NULL,
    due INTEGER NOT NULL,
    PRIMARY KEY (person, guild)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What was used of a model on a day (YYYY-MM-DD): by a person, or by all of a payer (person is ''). nanos are billionths
  -- of a dollar, unpriced are calls of which nobody knows what they cost.
  CREATE TABLE usage (
    payer TEXT NOT NULL,
    person TEXT NOT NULL,
    day TEXT NOT NULL,
    model TEXT NOT NULL,
    calls INTEGER NOT NULL,
    input INTEGER NOT NULL,
    cached INTEGER NOT NULL,
    output INTEGER NOT NULL,
    reasoning INTEGER NOT NULL,
    nanos INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    PRIMARY KEY (payer, person, day, model)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX usage_by_day ON usage (day);

  -- The sums of that which have limits, by day (YYYY-MM-DD) and by month (YYYY-MM).
  CREATE TABLE spent (
    payer TEXT NOT NULL,
    period TEXT NOT NULL,
    account TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    nanos INTEGER NOT NULL,
    PRIMARY KEY (payer, period, account)
  ) STRICT, WITHOUT ROWID;

  -- What calls under way may cost, until (milliseconds since 1970). accounts is JSON; [] where the call was counted.
  CREATE TABLE reservations (
    payer TEXT NOT NULL,
    id TEXT NOT NULL,
    until INTEGER NOT NULL,
    day TEXT NOT NULL,
    accounts TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    nanos INTEGER NOT NULL,
    PRIMARY KEY (payer, id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE INDEX reservations_by_end ON reservations (until);
  `,
  `
  -- One row: the bot whose memory this is.
  CREATE TABLE owner (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    bot TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- The same, without ids: it outlasts forgetting until the period is over. account is a keyed hash of payer and account,
  -- in reservations payer is one, too.
  DROP TABLE spent;
  CREATE TABLE spent (
    period TEXT NOT NULL,
    account TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    nanos INTEGER NOT NULL,
    PRIMARY KEY (period, account)
  ) STRICT, WITHOUT ROWID;
  DELETE FROM reservations;
  `,
  `
  -- Who had pictures painted is a keyed hash: that outlasts forgetting until the day is over.
  DELETE FROM pictures;
  `,
];
