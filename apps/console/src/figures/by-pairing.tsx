import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { Count, Yuan } from '../shell/number.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { Grams } from './figure-amount.js';

/** What each pairing achieved; every number opens to its records. */
export function ByPairing({ programme }: { programme: string }): ReactNode {
  const { t } = useTexts();
  const { data, error } = useQuery({ queryKey: ['by-pairing', programme], queryFn: ({ signal }) => call(operations.figures.byPairing, { programme }, signal) });
  if (error !== null) return <ProblemNotice error={error} />;
  if (data === undefined || data.items.length === 0) return null;
  const to = (figure: string, unit: string, supporter: string | null): string => `/figures/records?figure=${figure}&unit=${unit}${supporter === null ? '' : `&supporter=${supporter}`}`;
  return (
    <section className="panel">
      <h2>{t('figures.pairings')}</h2>
      <div className="scroll-x">
        <table className="plain-table light" data-testid="by-pairing" style={{ minWidth: 720 }}>
          <thead><tr><th>{t('figures.supporter')}</th><th>{t('figures.unit')}</th><th className="right">{t('figures.placed')}</th><th className="right">{t('figures.contracts')}</th><th className="right">{t('figures.amount')}</th><th className="right">{t('figures.projects')}</th><th className="right">{t('figures.paid')}</th></tr></thead>
          <tbody>
            {data.items.map((one) => (
              <tr key={one.unit + (one.supporter ?? '')}>
                <td>{one.supporterName ?? <span className="muted">{t('figures.noSupporter')}</span>}</td><td><Link to={`/registry/units/${one.unit}`}>{one.unitName}</Link></td>
                <td className="right"><Link to={to('placed.total', one.unit, one.supporter)}><Count value={one.placed} /></Link></td>
                <td className="right"><Link to={to('contracts.grams', one.unit, one.supporter)}><Grams grams={one.grams} /></Link></td>
                <td className="right"><Link to={to('contracts.fen', one.unit, one.supporter)}><Yuan fen={one.fen} /></Link></td>
                <td className="right"><Link to={to('projects.count', one.unit, one.supporter)}><Count value={one.projects} /></Link></td>
                <td className="right"><Link to={to('projects.paid-fen', one.unit, one.supporter)}><Yuan fen={one.paidFen} /></Link></td>
              </tr>
            ))}
            <tr>
              <th scope="row">{t('figures.sum')}</th><td />
              <td className="right"><strong><Count value={data.total.placed} /></strong></td><td className="right"><strong><Grams grams={data.total.grams} /></strong></td><td className="right"><strong><Yuan fen={data.total.fen} /></strong></td>
              <td className="right"><strong><Count value={data.total.projects} /></strong></td><td className="right"><strong><Yuan fen={data.total.paidFen} /></strong></td>
            </tr>
          </tbody>
        </table>
      </div>
    </section>
  );
}
