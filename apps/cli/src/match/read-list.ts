import type { ListEntry, Side } from '@jiedui/contracts';
import { advertisementProfiles, listContext, lotEntry, lotList, orderLineEntry, orderLineList, postEntry, postList, workerEntry, workerList } from '@jiedui/lists';
import type { EntryIdentity, ListContext, LotRow, WorkerRow } from '@jiedui/lists';
import { regionName } from '@jiedui/reference-data';
import { FileRejected, importRows, isHeaderOf, layoutOf, readTable } from '@jiedui/tabular';
import type { FileProfile, ListDefinition } from '@jiedui/tabular';
import { Refusal } from '../refusal.js';
import { rowId } from '../result/entry-table.js';
import type { RowEntry } from '../result/entry-table.js';
import type { RowError } from '../result/write-result.js';

/** A list as read from a file: what can be matched, what cannot, and how many values were assumed. */
export interface ReadList {
  entries: RowEntry[];
  errors: RowError[];
  assumptions: number;
}

export interface ReadOptions {
  file: string;
  /** Day the rules stand on, `YYYY-MM-DD`. */
  asOf: string;
  /** Programme of rows that name none; null when every row has to. */
  programme: string | null;
  /** Policy's share for the tier of a lot. */
  monitoredShare: number;
}

/** `张*` of `张三`: the first character, and nothing that tells the length. */
export function maskedName(name: string): string {
  return `${[...name][0] ?? ''}*`;
}

/** Reads 岗位供给清单; advertisement exports in the known layouts are read too. */
export function readPosts(options: ReadOptions): Promise<ReadList> {
  return readList(postList, 'demand', options, advertisementProfiles, (row, identity) => ({ ...postEntry(row, { ...identity, organisation: row.employer }) }));
}

/** Reads 就业需求清单. Names are masked; ID numbers, phones and birth dates are dropped here. */
export function readWorkers(options: ReadOptions): Promise<ReadList> {
  return readList(workerList, 'supply', options, [], (row, identity) => {
    const entry = workerEntry(row, { ...identity, organisation: regionName(row.unit) }, options.asOf);
    return { ...entry, label: workerLabel(row) };
  });
}

/** Reads 采购需求清单. */
export function readOrderLines(options: ReadOptions): Promise<ReadList> {
  return readList(orderLineList, 'demand', options, [], (row, identity) => orderLineEntry(row, { ...identity, organisation: row.buyer }));
}

/** Reads 农产品供给清单. A farming household's name is a person's and is masked. */
export function readLots(options: ReadOptions): Promise<ReadList> {
  return readList(lotList, 'supply', options, [], (row, identity) => {
    const producer = lotProducer(row);
    return lotEntry({ ...row, producer }, { ...identity, organisation: producer }, options.monitoredShare);
  });
}

const workerLabel = (row: WorkerRow): string => [maskedName(row.name), regionName(row.unit), row.wishes[0]?.title ?? ''].filter((part) => part !== '').join(' ');
const lotProducer = (row: LotRow): string => (row.producerKind === '农户' ? maskedName(row.producer) : row.producer);

async function readList<Cells, Row>(
  list: ListDefinition<Cells, Row, ListContext>, side: Side, options: ReadOptions, profiles: readonly FileProfile[],
  entryOf: (row: Row, identity: EntryIdentity) => ListEntry,
): Promise<ReadList> {
  const read: ReadList = { entries: [], errors: [], assumptions: 0 };
  const headers = new Map(layoutOf(list).map((column) => [column.code, column.header]));
  const wrong = (row: number, column: string, reason: string): void => {
    read.errors.push({ list: list.title.zh, row, column, reason });
  };
  try {
    const table = readTable(options.file, { isHeader: isHeaderOf(list, profiles) });
    const { rows } = await importRows(list, table, { context: listContext(options.asOf, options.programme), profiles });
    for await (const { rowNumber, outcome, row, sameAs, assumed, errors } of rows) {
      for (const error of errors) wrong(rowNumber, headers.get(error.columns[0] ?? '') ?? '', error.zh);
      if (outcome === 'duplicate') wrong(rowNumber, '', `与第 ${sameAs ?? '?'} 行是同一条，已忽略`);
      if (outcome !== 'ok' || row === null) continue;
      read.assumptions += assumed.length;
      const entry = entryOf(row, { id: rowId(side, rowNumber), version: 1, organisation: '', status: 'open' });
      read.entries.push({ row: rowNumber, entry: { ...entry, externalId: entry.externalId === '' ? `#${rowNumber}` : entry.externalId } });
    }
  } catch (error) {
    if (error instanceof FileRejected && error.code === 'FILE.EMPTY') return read;
    if (error instanceof FileRejected) throw new Refusal(`无法读取${list.title.zh} ${options.file}：${error.zh}。`, `Cannot read ${options.file}: ${error.en}.`);
    if (typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error) throw new Refusal(`无法打开文件 ${options.file}（${String(error.code)}）。`, `Cannot open ${options.file} (${String(error.code)}).`);
    throw error;
  }
  return read;
}
