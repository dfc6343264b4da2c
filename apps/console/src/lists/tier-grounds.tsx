import type { TierFinding } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { unknownMark, useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { StateWord, tierName, tierWho, type Tone } from '../shell/state-word.js';

const tones: Record<TierFinding['state'], Tone> = { 'in-force': 'good', expired: 'warn', none: 'plain' };

/** What a worker's protection tier stands on: each finding with its issuer and its expiry, and what follows when it ends. */
export function TierGrounds({ id, version }: { id: string; version: number }): ReactNode {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery({ queryKey: ['tier', id, version], queryFn: ({ signal }) => call(operations.hardship.tier, { id }, signal) });
  return (
    <section data-testid="row-tier" style={{ marginTop: 22 }}>
      <h2>{t('tier.grounds')}</h2>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
      {data !== undefined && (
        <>
          <p style={{ margin: '6px 0' }}><strong>{t(tierName(data.tier))}</strong> <span className="muted">{t(tierWho(data.tier, 'worker'))}</span></p>
          {data.ends !== null && <div className="notice warn" data-testid="row-tier-ends">{t('tier.ends', { day: data.ends.on, tier: t(tierName(data.ends.then)) })}</div>}
          {data.findings.length === 0
            ? <p className="muted">{t('tier.noFindings')}</p>
            : (
              <table className="plain-table light">
                <tbody>
                  {data.findings.map((one) => (
                    <tr key={one.ground}>
                      <th scope="row" style={{ fontWeight: 400, whiteSpace: 'nowrap' }} className="muted">{t(`tier.ground.${one.ground}`)}</th>
                      <td><StateWord tone={tones[one.state]}>{t(`tier.state.${one.state}`)}</StateWord></td>
                      <td className="muted">{one.state === 'none' ? '' : [one.kind, one.authority, one.validUntil === null ? null : t('tier.validUntil', { day: one.validUntil })].filter((part) => part !== null).join(' · ') || unknownMark}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          <p className="muted small" style={{ marginTop: 8 }}>{t('tier.rule')}</p>
        </>
      )}
    </section>
  );
}
