import type { figures, ReplyOf } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { Count, Yuan } from '../shell/number.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';
import { Grams } from './figure-amount.js';

type Pairing = ReplyOf<typeof figures.byPairing>['items'][number];

/** What each pairing achieved; every number opens to its records. Pairings without any figure are folded away. */
export function ByPairing({ programme }: { programme: string }): ReactNode {
  const { t } = useTexts();
  const [all, setAll] = useState(false);
  const { data, error } = useQuery({ queryKey: ['by-pairing', programme], queryFn: ({ signal }) => call(operations.figures.byPairing, { programme }, signal) });
  if (error !== null) return <ProblemNotice error={error} />;
  if (data === undefined || data.items.length === 0) return null;
  const active = data.items.filter((one) => one.placed + one.grams + one.fen + one.projects + one.paidFen > 0);
  const to = (figure: string, one: Pairing): string => `/figures/records?figure=${figure}&unit=${one.unit}${one.supporter === null ? '' : `&supporter=${one.supporter}`}`;
  return (
    <section className="panel">
      <div className="page-head" style={{ marginBottom: 8 }}>
        <h2 style={{ margin: 0 }}>{t('figures.pairings')}</h2><span className="grow" />
        {active.length < data.items.length && <Button type="link" style={{ paddingInline: 0 }} onClick={() => setAll(!all)} data-testid="pairings-all">{all ? t('figures.pairings.some') : t('figures.pairings.all', { n: data.items.length })}</Button>}
      </div>
      <p className="muted">{t('figures.sum')} {t('figures.placed')} <Count value={data.total.placed} /> · {t('figures.contracts')} <Grams grams={data.total.grams} /> · {t('figures.amount')} <Yuan fen={data.total.fen} /> · {t('figures.projects')} <Count value={data.total.projects} /> · {t('figures.paid')} <Yuan fen={data.total.paidFen} /></p>
      <RecordsTable<Pairing>
        testId="by-pairing" rows={all ? data.items : active} rowKey={(one) => one.unit + (one.supporter ?? '') + (one.kind ?? '')} empty={<p className="muted">{t('figures.pairings.none')}</p>}
        columns={[
          { key: 'pairing', title: t('figures.pairing'), width: 260, render: (one) => <><span style={{ fontWeight: 500 }}>{one.supporterName ?? t('figures.noSupporter')} → <Link to={`/registry/units/${one.unit}`}>{one.unitName}</Link></span>{one.kind !== null && <div className="muted small">{one.kind}</div>}</> },
          { key: 'placed', title: t('figures.placed'), number: true, render: (one) => <Link to={to('placed.total', one)}><Count value={one.placed} /></Link> },
          { key: 'grams', title: t('figures.contracts'), number: true, render: (one) => <Link to={to('contracts.grams', one)}><Grams grams={one.grams} /></Link> },
          { key: 'fen', title: t('figures.amount'), number: true, render: (one) => <Link to={to('contracts.fen', one)}><Yuan fen={one.fen} /></Link> },
          { key: 'projects', title: t('figures.projects'), number: true, render: (one) => <Link to={to('projects.count', one)}><Count value={one.projects} /></Link> },
          { key: 'paid', title: t('figures.paid'), number: true, render: (one) => <Link to={to('projects.paid-fen', one)}><Yuan fen={one.paidFen} /></Link> },
        ]}
      />
    </section>
  );
}
