import { textCell, type Column } from '@jiedui/tabular';
import { programmes } from '@jiedui/reference-data';
import type { ListContext } from './list-context.js';
import { programmeCell, regionsCell } from './cell-kinds.js';

/** Columns more than one list has; each list spreads its own wording over them. */
export const externalIdColumn = (header: string, example: string, aliases: readonly string[] = []): Column<string | null, ListContext> => ({
  header, aliases: ['编号', ...aliases], example, width: 16, whenEmpty: { value: null }, parse: textCell(40),
  note: { zh: '本单位自编，40 字以内；同一单位内不重复，再次导入时据此更新', en: 'your own number, at most 40 characters, unique in your organisation; a second import updates by it' },
});

export const programmeColumn = (): Column<string | null, ListContext> => ({
  header: '项目', aliases: ['所属项目'], example: '', width: 20, whenEmpty: { value: null }, parse: programmeCell, choices: programmes().map((p) => p.name),
  note: { zh: '只参加一个项目的单位可不填', en: 'may be left empty by organisations of one programme' },
});

export const targetUnitsColumn = (header: string): Column<readonly string[], ListContext> => ({
  header, example: '云阳县、奉节县', width: 24, whenEmpty: { value: [] }, parse: regionsCell,
  note: { zh: '受援县（区）名称或代码，可填多个；不填为本项目全部县区', en: 'receiving units by name or code; empty means all units of the programme' },
});

/** A free optional text. */
export const optionalText = (header: string, max: number, example: string, zh: string, en: string, aliases: readonly string[] = []): Column<string | null, ListContext> => ({
  header, aliases, example, whenEmpty: { value: null }, parse: textCell(max), note: { zh, en },
});
