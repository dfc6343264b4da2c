import type { DataSource, QueryRunner } from 'typeorm';
import { inSpan, isInSpan, SpanKind } from '@jiedui/observability/traces';

/** Longest text of a statement in a span. */
const SHOWN = 2000;

/** A span for each statement that is made for a traced request or fact: its text as it is prepared, never its parameters. */
export function traceStatements(dataSource: DataSource): void {
  const make = dataSource.createQueryRunner.bind(dataSource);
  Object.assign(dataSource, { createQueryRunner: (...given: Parameters<typeof make>) => traced(make(...given)) });
}

function traced(runner: QueryRunner): QueryRunner {
  const query = runner.query.bind(runner);
  return Object.assign(runner, {
    query: (...given: Parameters<typeof query>) => (isInSpan()
      ? inSpan(`sql ${/^\s*(\w+)/.exec(given[0])?.[1]?.toLowerCase() ?? 'statement'}`, { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql', 'db.query.text': given[0].slice(0, SHOWN) } }, () => query(...given))
      : query(...given)),
  });
}
