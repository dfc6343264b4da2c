import type { ImportView } from '@jiedui/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call } from '../api/index.js';
import { listKindByCode } from '../lists/list-kinds.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { importServices, type ImportService } from './import-services.js';

/** For each header of the file that was not recognised, the column it stands for. */
export function MappingForm({ service, view, onDone }: { service: ImportService; view: ImportView; onDone: () => void }): ReactNode {
  const { t, language } = useTexts();
  const client = useQueryClient();
  const kind = listKindByCode(view.list);
  const { data } = useQuery({
    queryKey: ['columns', view.list], staleTime: Infinity, enabled: kind !== undefined,
    queryFn: ({ signal }) => { if (kind === undefined) throw new Error('Unknown list'); return call(kind.operations.columns, {}, signal); },
  });
  const columns = data?.columns ?? [];
  const plain = (text: string): string => text.replace(/[*＊\s]/g, '').toLowerCase();
  const recognised = Object.fromEntries(view.headers.flatMap((header) => {
    const column = columns.find((one) => plain(one.header) === plain(header) || one.code.toLowerCase() === plain(header));
    return column === undefined ? [] : [[header, column.code] as const];
  }));
  const [edited, setChosen] = useState<Readonly<Record<string, string>> | null>(null);
  const chosen = edited ?? { ...recognised, ...view.mapping };
  const parse = useMutation({
    mutationFn: () => call(importServices[service].parse, { id: view.id, mapping: chosen }),
    onSuccess: (next) => { client.setQueryData(['import', service, view.id], next); onDone(); },
  });
  const taken = new Set(Object.values(chosen));
  const headerOf = (code: string): string => columns.find((column) => column.code === code)?.header ?? code;
  const missing = view.missing.filter((code) => !taken.has(code)).map(headerOf);
  const headers = [...new Set([...view.headers, ...Object.keys(view.mapping)])];
  return (
    <div data-testid="import-mapping">
      <p>{t('import.map.text')}</p>
      {view.rejection !== null && <div className="notice warn">{language === 'zh' ? view.rejection.zh : view.rejection.en}</div>}
      {missing.length > 0 && <div className="notice warn">{t('import.map.missing', { columns: missing.join('、') })}</div>}
      <table className="plain-table light" style={{ maxWidth: 640 }}>
        <thead><tr><th>{t('import.map.header')}</th><th>{t('import.map.column')}</th></tr></thead>
        <tbody>
          {headers.map((header) => (
            <tr key={header}>
              <td>{header}</td>
              <td>
                <Select
                  allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('import.map.none')} style={{ width: '100%', minWidth: 150 }} value={chosen[header] ?? null} data-testid={`map-${header}`}
                  onChange={(code: string | null | undefined) => setChosen(code === null || code === undefined ? Object.fromEntries(Object.entries(chosen).filter(([one]) => one !== header)) : { ...chosen, [header]: code })}
                  options={columns.map((column) => ({ value: column.code, label: `${column.header}${column.required ? ' *' : ''}`, disabled: taken.has(column.code) && chosen[header] !== column.code }))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {parse.error !== null && <ProblemNotice error={parse.error} />}
      <Button type="primary" loading={parse.isPending} onClick={() => parse.mutate()} style={{ marginTop: 14 }} data-testid="import-map-confirm">{t('import.map.go')}</Button>
    </div>
  );
}
