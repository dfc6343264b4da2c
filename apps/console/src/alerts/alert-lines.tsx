import type { AlertState, AlertView } from '@jiedui/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useTexts } from '../messages/index.js';
import { StateWord, type Tone } from '../shell/state-word.js';

const tones: Record<AlertState, Tone> = { registered: 'warn', assigned: 'wait', measured: 'wait', cleared: 'good', dismissed: 'plain' };

export function AlertStateWord({ alert }: { alert: Pick<AlertView, 'state' | 'stateName' | 'dismissName'> }): ReactNode {
  const { pick } = useTexts();
  return <StateWord tone={tones[alert.state]}>{pick(alert.stateName)}{alert.dismissName !== null && `：${pick(alert.dismissName)}`}</StateWord>;
}

/** The day by which the next step is expected; late ones say so, settled ones have none. */
export function AlertDue({ alert }: { alert: AlertView }): ReactNode {
  const { t } = useTexts();
  if (alert.closedOn !== null) return <span className="muted figure">{alert.closedOn}</span>;
  return alert.late ? <StateWord tone="bad"><span className="figure">{alert.dueOn}</span> {t('alert.late')}</StateWord> : <span className="figure">{alert.dueOn}</span>;
}

/** Whom an alert is of: the worker by number where it is of one, else the household. */
export function useSubject(): (alert: AlertView) => string {
  const { t } = useTexts();
  return ({ worker, household }) => (worker !== null ? t('alert.worker', { number: worker.externalId }) : household !== null ? t('alert.household', { number: household.number }) : t('alert.hidden'));
}

/** Alerts as lines that open them. */
export function AlertLines({ alerts }: { alerts: readonly AlertView[] }): ReactNode {
  const { pick } = useTexts();
  const subject = useSubject();
  return (
    <ul style={{ margin: 0, padding: 0, listStyle: 'none' }} data-testid="alert-lines">
      {alerts.map((one) => (
        <li key={one.id} style={{ display: 'flex', flexWrap: 'wrap', gap: 8, padding: '6px 0', borderBottom: '1px solid var(--line)' }}>
          <Link to={`/alerts?row=${one.id}`}>{pick(one.causeName)}</Link><AlertStateWord alert={one} /><span className="muted">{subject(one)}{one.assignee === null ? '' : ` · ${one.assignee}`}</span><AlertDue alert={one} />
        </li>
      ))}
    </ul>
  );
}
