import pg from 'pg';
import { DataSource, type DataSourceOptions, type EntitySchema, type MixedList } from 'typeorm';
import { isTracing } from '@jiedui/observability/traces';
import { ReachingDataSource } from './row-reach.js';
import { answeringSocket } from './silent-connections.js';
import { traceStatements } from './traced-statements.js';

// A calendar day has no time zone: it stays the text `YYYY-MM-DD` instead of becoming a Date at the process's midnight.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** Settings of a service's own connection: its role's URL, its schema, its entities. */
export interface ConnectionSettings {
  readonly url: string;
  readonly schema: string;
  readonly entities?: MixedList<(new () => object) | string | EntitySchema>;
  /** Connections of this process at most (reliability D9: 10). */
  readonly poolSize?: number;
  /** False for work that begins anew after a crash of the server: its commits need not wait for the disk. */
  readonly durable?: boolean;
  /** Tables of the schema that are guarded row by row: single statements that name one run in a transaction that knows who asks. */
  readonly guardedTables?: readonly string[] | undefined;
}

/** What the server does with the session of a client that went without a word: else it would keep it, its place among the connections and its locks, for hours. */
const GONE = '-c idle_session_timeout=300000 -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3';

/** A data source with the timeouts of reliability D9: statement 5 s, lock 2 s, idle in transaction 10 s, connect 2 s; a server that is silent for longer than these is given up. */
export function createDataSource(settings: ConnectionSettings): DataSource {
  const options: DataSourceOptions = {
    type: 'postgres', url: settings.url, schema: settings.schema,
    entities: settings.entities ?? [],
    synchronize: false, logging: false,
    poolSize: settings.poolSize ?? 10,
    extra: {
      options: `-c search_path=${settings.schema},public -c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000 -c timezone=UTC ${GONE}${settings.durable === false ? ' -c synchronous_commit=off' : ''}`,
      connectionTimeoutMillis: 2000, stream: () => answeringSocket(), pipeline: true,
      application_name: `jiedui-${settings.schema}`,
    },
  };
  const dataSource = settings.guardedTables === undefined ? new DataSource(options) : new ReachingDataSource(options, settings.guardedTables);
  if (isTracing()) traceStatements(dataSource);
  return dataSource;
}
