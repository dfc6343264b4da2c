import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { AlertLines } from '../alerts/alert-lines.js';
import { RaiseAlert } from '../alerts/raise-alert.js';
import { call, operations } from '../api/index.js';
import { HouseholdStateWord } from '../households/household-drawer.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ProblemNotice } from '../shell/problem-notice.js';

/** The monitored household that an entry names, and the alerts of the worker. */
export function WorkerHousehold({ id, version }: { id: string; version: number }): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const [isRaising, setRaising] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: ['household-of-worker', id, version], queryFn: ({ signal }) => call(operations.households.ofWorker, { id }, signal) });
  return (
    <section data-testid="row-household" style={{ marginTop: 22 }}>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', justifyContent: 'space-between' }}><h2>{t('household.ofWorker')}</h2>{may('alert.write') && <Button size="small" onClick={() => setRaising(true)} data-testid="row-alert">{t('household.act.alert')}</Button>}</div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {data?.household === null && <p className="muted">{data.number === null ? t('household.ofWorker.none') : t('household.ofWorker.notIn', { number: data.number })}</p>}
      {data !== undefined && data.household !== null && (
        <p style={{ display: 'flex', flexWrap: 'wrap', gap: 8, margin: '6px 0' }}><Link to={`/households?row=${data.household.id}`} data-testid="row-household-open">{t('household.title', { number: data.household.number })}</Link><HouseholdStateWord household={data.household} /><span className="muted">{pick(data.household.className)}</span></p>
      )}
      {data?.contradicts === true && <div className="notice warn">{t('household.ofWorker.contradicts')}</div>}
      {data !== undefined && data.alerts.length > 0 && <AlertLines alerts={data.alerts} />}
      <RaiseAlert subject={{ workerId: id }} open={isRaising} onClose={() => setRaising(false)} />
    </section>
  );
}
