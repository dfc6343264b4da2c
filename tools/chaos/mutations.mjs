/**
 * Faults that a careless change would bring, each as replacements in the built code of a copy of the workspace, the row that has to notice it and the
 * words of its figure that say so: a row that is not held for another reason has noticed nothing (reliability S12). They are never in the source. Those with `short` are tried in the small form too.
 */
export const mutations = [
  {
    id: 'no key check', sign: /calls: (?!1 made)\d+ made|one key answered with/, row: 'R16', short: true, changes: [
      ['libs/messaging/dist/idempotency.js', 'const known = await this.answered(this.dataSource.manager, keyed, fingerprint);', 'const known = null;'],
      ['libs/messaging/dist/idempotency.js', 'if (mine !== true)', 'if (false)'],
      ['libs/messaging/dist/idempotency.js', 'await writeLast(manager, answerRows, this.rowOf(keyed, fingerprint, { status: 200, reply: result }));', ''],
    ],
  },
  { id: 'stock not guarded', sign: /on 40: (?!40 sold)\d+ sold|I3\/I5/, row: 'R16', changes: [['libs/consent/dist/proposal-answers.js', 'and taken + $2 <= quantity and status', 'and status']] },
  {
    id: 'grant not guarded', sign: /on 137: (?!137 booked)\d+ booked|I2/, row: 'R16', changes: [
      ['apps/project-intake/dist/payments/payments.service.js', 'if (row.paidFen + request.amountFen > row.grantFen)', 'if (false)'],
      ['apps/project-intake/dist/payments/payments.service.js', ' and paid_fen + $2 <= grant_fen', ''],
    ],
  },
  {
    id: 'no inbox, and older versions overwrite newer ones', sign: /CHANGED|I4|I7/, row: 'R15', short: true, changes: [
      ['libs/messaging/dist/fact-consumer.js', 'if (fresh.length === 0)', 'if (false)'],
      // Facts that come together are taken together, and known ones left out of them there.
      ['libs/messaging/dist/fact-consumer.js', 'if (!fresh.delete(envelope.id))', 'if (false)'],
      ['apps/matching-engine/dist/entries/entries.service.js', 'where entry.version < excluded.version', ''],
    ],
  },
  { id: 'commits not waited for', sign: /[1-9]\d* lost/, row: 'R7', changes: [['libs/persistence/dist/data-source.js', "settings.durable === false ? ' -c synchronous_commit=off' : ''", "' -c synchronous_commit=off'"]] },
  {
    id: 'facts marked before they are published', sign: /I4|[1-9]\d* facts of the outboxes not on the streams|not at rest/, row: 'R10', changes: [
      ['libs/messaging/dist/outbox-relay.js', 'await Promise.all(rows.map((row) => {', "await runner.query('update outbox set published_at = now() where seq = any($1::bigint[])', [rows.map((row) => row.seq)]); await Promise.all(rows.map((row) => {"],
      ['libs/messaging/dist/outbox-relay.js', 'const rows = await look()', 'const rows = 0 && await look()'],
    ],
  },
  { id: 'audit skipped', sign: /I9/, row: 'R5', short: true, changes: [['libs/messaging/dist/operation-audit.js', 'if (!isAudited(request.op) || isLaterPiece(request))', 'if (true)']] },
  { id: 'permission not asked', sign: /(?!\b0 unexpected)\b\d+ unexpected/, row: 'S1', changes: [['libs/messaging/dist/handle.js', 'if (scope.length === 0) {', 'if (false) {']] },
  { id: 'scope not asked', sign: /(?!\b0 unexpected)\b\d+ unexpected/, row: 'S1', changes: [['libs/access/dist/scope-sql.js', "if (scope.some(everywhere))\n        return 'true';", "if (scope.length > 0)\n        return 'true';"]] },
  { id: 'every key may say everything on the bus', sign: /(?!\b0 not as declared)\b\d+ not as declared/, row: 'S10', short: true, changes: [['libs/messaging/dist/bus-permissions.js', 'return { nkey, permissions: subjectPermissions(name) };', 'return { nkey };']] },
  { id: 'sessions believed for minutes', sign: /(?!\b0 faults)\b\d+ faults/, row: 'S7', short: true, changes: [['apps/gateway/dist/session-reader.js', 'const BELIEVE_MS = 500;', 'const BELIEVE_MS = 300_000;']] },
  { id: 'no lock on guesses', sign: /(?!\b0 faults)\b\d+ faults/, row: 'S6', changes: [['apps/registry/dist/sessions/attempts.js', 'const FAILURES_BEFORE_LOCK = 10;', 'const FAILURES_BEFORE_LOCK = 1e9;']] },
];
