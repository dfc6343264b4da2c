import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import type { LetterService } from '../dead-letters/letter-words.js';
import { fullNumber, localTime, useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { StateWord } from '../shell/state-word.js';

/** Where a service's chain stands, and a check of it on the spot. */
export function ChainState({ service }: { service: LetterService }): ReactNode {
  const { t, pick } = useTexts();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: ['audit-state', service], queryFn: ({ signal }) => call(operations.audits[service].state, {}, signal), refetchInterval: 15_000 });
  const check = useMutation({ mutationFn: () => call(operations.audits[service].check, {}), onSettled: () => client.invalidateQueries({ queryKey: ['audit-state', service] }) });
  const failure = check.error ?? (data === undefined ? error : null);
  if (failure !== null) return <ProblemNotice error={failure} onRetry={() => { check.reset(); void refetch(); }} />;
  if (data === undefined) return <div className="audit-state" data-testid="audit-state-loading" />;
  const { anchor, check: last } = data;
  return (
    <>
      <dl className="audit-state" aria-label={t('audit.state')} data-testid="audit-state">
        <div><dt>{t('audit.state.links')}</dt><dd className="figure">{fullNumber(data.seq)}</dd></div>
        <div><dt>{t('audit.state.waiting')}</dt><dd className="figure">{fullNumber(data.waiting)}</dd></div>
        <div><dt>{t('audit.state.anchor')}</dt><dd className="figure">{anchor === null ? t('audit.state.none') : <>{t('audit.state.anchor.n', { n: fullNumber(anchor.seq) })} <span className="muted small">{localTime(anchor.at)}</span></>}</dd></div>
        <div>
          <dt>{t('audit.state.check')}</dt>
          <dd data-testid="audit-check">{last === null ? t('audit.state.none') : <><StateWord tone={last.fault === null ? 'good' : 'bad'}>{t(last.fault === null ? 'audit.state.whole' : 'audit.state.wrong')}</StateWord> <span className="muted small figure">{localTime(last.at)}</span></>}</dd>
        </div>
        <Button onClick={() => check.mutate()} loading={check.isPending} data-testid="audit-check-now">{t('audit.check')}</Button>
      </dl>
      {last?.fault != null && <div className="notice bad" role="alert" data-testid="audit-fault">{t('audit.check.wrong', { words: `${last.fault.seq === null ? '' : `${t('audit.check.place', { n: last.fault.seq })}，`}${pick(last.fault)}` })} <span className="muted small">{last.fault.entryId}</span></div>}
    </>
  );
}
