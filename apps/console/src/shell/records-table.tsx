import { Checkbox, Skeleton, Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import { usePhone } from './use-phone.js';

/** One column of a table that turns into cards on a phone. The first column heads the card. */
export interface RecordColumn<T> {
  readonly key: string; readonly title: string; readonly render: (row: T) => ReactNode;
  readonly number?: boolean; readonly width?: number;
  /** Name of the server's order; the header then sorts. */
  readonly sort?: string;
  /** Left out of the card. */
  readonly deskOnly?: boolean;
}
interface Sorting { readonly by: string; readonly descending: boolean; readonly change: (by: string, descending: boolean) => void }
interface Selection { readonly keys: readonly string[]; readonly change: (keys: string[]) => void; readonly canSelect?: (key: string) => boolean }
interface RecordsTableProps<T> {
  readonly columns: readonly RecordColumn<T>[]; readonly rows: readonly T[] | undefined; readonly rowKey: (row: T) => string;
  readonly busy?: boolean; readonly testId: string; readonly empty: ReactNode;
  readonly onOpen?: (row: T) => void; readonly sorting?: Sorting; readonly selection?: Selection; readonly scrollX?: number;
}

export function RecordsTable<T extends object>(props: RecordsTableProps<T>): ReactNode {
  const phone = usePhone();
  if (props.rows === undefined) return <div className="panel" data-testid={`${props.testId}-loading`}><Skeleton active title={false} paragraph={{ rows: 8 }} /></div>;
  if (props.rows.length === 0) return <div data-testid={props.testId}>{props.empty}</div>;
  return phone ? <Cards {...props} rows={props.rows} /> : <Wide {...props} rows={props.rows} />;
}

function Wide<T extends object>({ columns, rows, rowKey, busy, testId, onOpen, sorting, selection, scrollX }: RecordsTableProps<T> & { rows: readonly T[] }): ReactNode {
  const shown: NonNullable<TableProps<T>['columns']> = columns.map((column, i) => ({
    key: column.sort ?? column.key, title: column.title, render: (_: unknown, row: T) => column.render(row),
    ...(column.width === undefined ? {} : { width: column.width }),
    ...(column.number === true ? { align: 'right' as const } : {}),
    ...(i === 0 ? { fixed: 'left' as const } : {}),
    ...(column.sort !== undefined && sorting !== undefined
      ? { sorter: true, showSorterTooltip: false, sortDirections: ['ascend' as const, 'descend' as const, 'ascend' as const], sortOrder: sorting.by === column.sort ? (sorting.descending ? 'descend' as const : 'ascend' as const) : null }
      : {}),
  }));
  return (
    <Table<T>
      data-testid={testId} size="middle" rowKey={rowKey} columns={shown} dataSource={[...rows]} pagination={false}
      loading={busy === true} scroll={{ x: scrollX ?? 'max-content' }}
      onRow={(row) => (onOpen === undefined ? {} : { onClick: () => onOpen(row), className: 'opens', tabIndex: 0, onKeyDown: (event) => { if (event.key === 'Enter' && event.target === event.currentTarget) onOpen(row); } })}
      onChange={(_, __, sorter) => {
        const one = Array.isArray(sorter) ? sorter[0] : sorter;
        if (sorting !== undefined && one?.columnKey !== undefined) sorting.change(String(one.columnKey), one.order === 'descend');
      }}
      {...(selection === undefined ? {} : {
        rowSelection: {
          selectedRowKeys: [...selection.keys], columnWidth: 44, onChange: (keys: React.Key[]) => selection.change(keys.map(String)),
          getCheckboxProps: (row: T) => ({ disabled: selection.canSelect?.(rowKey(row)) === false }),
        },
      })}
    />
  );
}

function Cards<T extends object>({ columns, rows, rowKey, busy, testId, onOpen, selection }: RecordsTableProps<T> & { rows: readonly T[] }): ReactNode {
  const [head, ...rest] = columns;
  return (
    <div className="cards" data-testid={testId} style={busy === true ? { opacity: 0.5 } : {}}>
      {rows.map((row) => {
        const key = rowKey(row);
        return (
          <div
            key={key} className={onOpen === undefined ? 'card-row' : 'card-row opens'} {...(onOpen === undefined ? {} : {
              role: 'button', tabIndex: 0, onClick: () => onOpen(row), onKeyDown: (event: React.KeyboardEvent) => { if (event.key === 'Enter' && event.target === event.currentTarget) onOpen(row); },
            })}
          >
            <div className="card-title">
              {selection !== undefined && selection.canSelect?.(key) !== false && (
                <Checkbox
                  checked={selection.keys.includes(key)} onClick={(event) => event.stopPropagation()}
                  onChange={(event) => selection.change(event.target.checked ? [...selection.keys, key] : selection.keys.filter((one) => one !== key))}
                />
              )}
              <div>{head?.render(row)}</div>
            </div>
            <dl>
              {rest.filter((column) => column.deskOnly !== true).map((column) => [<dt key={`${column.key}-t`}>{column.title}</dt>, <dd key={column.key}>{column.render(row)}</dd>])}
            </dl>
          </div>
        );
      })}
    </div>
  );
}
