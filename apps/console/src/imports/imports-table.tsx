import type { ImportView, ListCode } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../api/index.js';
import { localTime, useTexts } from '../messages/index.js';
import { Count } from '../shell/number.js';
import { Pager } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';
import { StateWord } from '../shell/state-word.js';
import { useAddress } from '../shell/use-address.js';
import { importServices, importTone, importWord, isWorking, listWord, type ImportService } from './import-services.js';

/** One's own imports in a service, the newest first. */
export function ImportsTable({ service, list }: { service: ImportService; list?: ListCode }): ReactNode {
  const { t } = useTexts();
  const navigate = useNavigate();
  const address = useAddress(`${service}-`);
  const { data, error, refetch } = useQuery({
    queryKey: ['imports', service, list, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(importServices[service].list, { ...address.position, ...(list === undefined ? {} : { list }) }, signal),
    refetchInterval: (query) => (query.state.data?.items.some(isWorking) === true ? 2000 : false),
  });
  if (error !== null && data === undefined) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <RecordsTable<ImportView>
        testId="imports-table" rows={data?.items} rowKey={(one) => one.id} onOpen={(one) => void navigate(`/imports/${service}/${one.id}`)} empty={<div className="empty">{t('import.empty')}</div>}
        columns={[
          { key: 'file', title: t('import.col.file'), width: 260, render: (one) => <span style={{ fontWeight: 500 }}>{one.fileName}</span> },
          { key: 'list', title: t('import.col.list'), render: (one) => t(listWord[one.list]) },
          { key: 'state', title: t('import.col.state'), render: (one) => <StateWord tone={importTone[one.state]}>{t(importWord[one.state])}</StateWord> },
          { key: 'new', title: t('import.count.new'), number: true, render: (one) => <Count value={one.counts.new} /> },
          { key: 'changed', title: t('import.count.changed'), number: true, render: (one) => <Count value={one.counts.changed} /> },
          { key: 'wrong', title: t('import.count.wrong'), number: true, render: (one) => <Count value={one.counts.wrong} /> },
          { key: 'when', title: t('import.col.when'), render: (one) => <span className="figure">{localTime(one.startedAt)}</span> },
        ]}
      />
      <Pager page={data} position={address.position} onMove={address.move} />
    </>
  );
}
