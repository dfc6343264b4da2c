import type { figures, ReplyOf } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations } from '../api/index.js';
import { fullNumber, localTime, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage, MissingPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { TierBadge } from '../shell/state-word.js';
import { useAddress } from '../shell/use-address.js';
import { FigureAmount } from './figure-amount.js';

type FigureRecord = ReplyOf<typeof figures.records>['items'][number];

/** The records behind one figure; their amounts add up to it. */
export function RecordsPage(): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const { code: programme } = useProgramme();
  const address = useAddress();
  const { data: definitions } = useQuery({ queryKey: ['figure-definitions'], staleTime: 60_000, queryFn: ({ signal }) => call(operations.figures.definitions, {}, signal) });
  const definition = definitions?.items.find((one) => one.code === address.get('figure'));
  const unit = address.get('unit');
  const supporter = address.get('supporter');
  const month = address.get('month');
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['figure-records', programme, definition?.code, unit, supporter, month, address.position], enabled: definition !== undefined && may('figures.read'), placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      if (definition === undefined) throw new Error('No figure');
      return call(operations.figures.records, { programme, figure: definition.code, ...address.position, ...(unit === undefined ? {} : { unit }), ...(supporter === undefined ? {} : { supporter }), ...(month === undefined ? {} : { month }) }, signal);
    },
  });
  if (!may('figures.read')) return <ForbiddenPage />;
  if (definitions === undefined) return null;
  if (definition === undefined) return <MissingPage />;
  const [first] = data?.items ?? [];
  const where = [unit === undefined ? null : first?.unitName, supporter === undefined ? null : first?.supporterName, month].filter((part) => part !== null && part !== undefined);
  return (
    <>
      <div className="page-head" style={{ marginBottom: 4 }}><Link to="/figures">{t('figures.title')}</Link><span className="muted">/</span><h1>{pick(definition.name)}</h1>{where.length > 0 && <span>{where.join(' · ')}</span>}<Total page={data} /></div>
      <div className="panel">
        <div className="number-block"><div className="value" data-testid="figure-value"><FigureAmount unit={definition.unit} value={data?.value ?? null} /></div></div>
        <p style={{ margin: '6px 0 0' }}>{pick(definition.wording)}</p>
        <p className="muted small" style={{ margin: 0 }}>{t('figures.source')}：{pick(definition.source)} · {t('figures.freshAt')} {localTime(definition.freshAt)}</p>
        {data !== undefined && data.hidden > 0 && <p className="muted small" style={{ margin: 0 }}>{t('figures.hidden', { n: fullNumber(data.hidden) })}</p>}
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable<FigureRecord>
          testId="records-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} empty={<div className="empty">{t('figures.noRecords')}</div>}
          columns={[
            { key: 'record', title: t('figures.record'), width: 260, render: (one) => <><div style={{ fontWeight: 500 }}>{one.kind === 'project' && may('project.read') ? <Link to={`/projects/${one.id}`}>{one.label ?? one.reference ?? t(`figures.kind.${one.kind}`)}</Link> : one.label ?? one.reference ?? t(`figures.kind.${one.kind}`)}</div><div className="muted small">{t(`figures.kind.${one.kind}`)}{one.reference === null || one.label === null ? '' : ` ${one.reference}`}</div></> },
            { key: 'unit', title: t('figures.unit'), render: (one) => one.unitName ?? '—' },
            { key: 'supporter', title: t('figures.supporter'), render: (one) => one.supporterName ?? '—' },
            { key: 'tier', title: t('run.pair.tier'), render: (one) => <TierBadge tier={one.tier} of={definition.unit === 'people' ? 'worker' : 'lot'} /> },
            { key: 'amount', title: t('figures.value'), number: true, render: (one) => <FigureAmount unit={definition.unit} value={one.amount} /> },
            { key: 'on', title: t('figures.on'), render: (one) => <span className="figure">{one.on ?? '—'}</span> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
    </>
  );
}
