import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton } from 'antd';
import { lazy, Suspense, type ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations, problemOf } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { usePhone } from '../shell/use-phone.js';

/** What is to be explained: an entry, or its pair with a counterpart, in the last run or a given one. */
export interface ExplanationSubject { readonly entryId: string; readonly counterpartId?: string; readonly runId?: string }

const Card = lazy(async () => ({ default: (await import('./explanation-card.js')).ExplanationCardView }));

/** No run has seen the entry yet: nothing went wrong, and the next run explains it. */
const notYet = new Set(['NOT_IN_RUN', 'NO_RUN_YET']);

function NotYet({ error }: { error: unknown }): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  return <div className="notice" data-testid="explain-not-yet">{pick(problemOf(error).message)}{may('run.start') && <div style={{ marginTop: 8 }}><Link to="/runs">{t('run.title')}</Link></div>}</div>;
}

/** The explanation card at the side of any list. */
export function ExplanationDrawer({ subject, onClose }: { subject: ExplanationSubject | null; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const { data, error, refetch } = useQuery({
    queryKey: ['explanation', subject], enabled: subject !== null, staleTime: 30_000,
    queryFn: ({ signal }) => {
      if (subject === null) throw new Error('Nothing to explain');
      return call(operations.matchingExplanations.entry, { ...subject }, signal);
    },
  });
  return (
    <Drawer open={subject !== null} onClose={onClose} size={phone ? '100%' : 640} title={t('explain.title')} destroyOnHidden>
      {error !== null && (notYet.has(problemOf(error).code) ? <NotYet error={error} /> : <ProblemNotice error={error} onRetry={() => void refetch()} />)}
      {data === undefined && error === null && <Skeleton active paragraph={{ rows: 10 }} />}
      {data !== undefined && data.pair === null && subject?.counterpartId !== undefined && <div className="notice" data-testid="explain-other-pair">{t('explain.otherPair')}</div>}
      {data !== undefined && <Suspense fallback={<Skeleton active />}><Card card={data} /></Suspense>}
    </Drawer>
  );
}
