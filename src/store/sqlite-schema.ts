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
];
