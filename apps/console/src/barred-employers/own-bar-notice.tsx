import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';

/** Tells an employer on its posts page that it is barred in this programme: since when, why, what it means and whom to ask. Nothing for everybody else. */
export function OwnBarNotice(): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const { code: programme } = useProgramme();
  const { data, error, refetch } = useQuery({ queryKey: ['bars', 'own'], enabled: may('barred-employer.own'), queryFn: ({ signal }) => call(operations.barredEmployers.own, {}, signal) });
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return (data?.items ?? []).filter((one) => one.programme === programme).map((one) => (
    <div key={one.id} className="notice bad" role="status" data-testid="own-bar">
      <strong>{t('bar.own', { name: one.name, day: one.fromOn, reason: pick(one.reasonName) })}</strong>
      <div>{t('bar.own.text', { office: one.office })}</div>
    </div>
  ));
}
