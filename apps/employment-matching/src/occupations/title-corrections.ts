import type { DataSource } from 'typeorm';
import type { TitleCorrections } from '@jiedui/lists';

let known: { readonly stamp: string; readonly corrections: TitleCorrections } = { stamp: '', corrections: new Map() };

/** What clerks settled, as this process last read it. */
export const titleCorrections = (): TitleCorrections => known.corrections;

/** Reads what clerks settled when something was added since. Cheap enough to be asked every few seconds; the thread of an import reads once. */
export async function readTitleCorrections(dataSource: Pick<DataSource, 'query'>): Promise<void> {
  const [{ stamp }]: [{ stamp: string }] = await dataSource.query(`select count(*) || ' ' || coalesce(max(at)::text, '') as stamp from title_correction`);
  if (stamp === known.stamp) return;
  const rows: { normal_form: string; code: string }[] = await dataSource.query('select normal_form, code from title_correction');
  known = { stamp, corrections: new Map(rows.map((row) => [row.normal_form, row.code])) };
}
